import type { CostPart } from '../../pricing/index.ts';
import { TOKEN_CLASS_NAMES, type TokenClass } from '../../pricing/token-classes.ts';

/**
 * The names of all attributes that the instrumentation sets.
 *
 * `gen_ai.*`, `openai.*`, `server.*`, `error.*`, `azure.service.*` and `azure.resource_provider.*` are names of
 * OpenTelemetry's semantic conventions 1.41.1, the last release with the GenAI conventions. They are copied, as the
 * conventions recommend for unstable names, which `@opentelemetry/semantic-conventions` may change in a minor version.
 * `azure.openai.*` are our own names, for values that no convention has.
 */

// The attributes of Elastic's tutorial on monitoring Azure OpenAI, which its dashboards read.
export const COMPLETION_COUNT = 'completion_count';
export const TOKEN_COUNT = 'token_count';
export const PROMPT_TOKENS = 'prompt_tokens';
export const COMPLETION_TOKENS = 'completion_tokens';
export const MODEL = 'model';
export const COST = 'cost';
export const RESPONSE = 'response';

export const GEN_AI_OPERATION_NAME = 'gen_ai.operation.name';
export const GEN_AI_PROVIDER_NAME = 'gen_ai.provider.name';
export const GEN_AI_CONVERSATION_ID = 'gen_ai.conversation.id';
export const GEN_AI_EMBEDDINGS_DIMENSION_COUNT = 'gen_ai.embeddings.dimension.count';
export const GEN_AI_INPUT_MESSAGES = 'gen_ai.input.messages';
export const GEN_AI_OUTPUT_MESSAGES = 'gen_ai.output.messages';
export const GEN_AI_SYSTEM_INSTRUCTIONS = 'gen_ai.system_instructions';
export const GEN_AI_TOOL_DEFINITIONS = 'gen_ai.tool.definitions';
/** The event with the messages and the attributes of the span. */
export const GEN_AI_DETAILS_EVENT = 'gen_ai.client.inference.operation.details';
/** Deprecated in favor of `gen_ai.provider.name`, but the only attribute by which Elastic APM recognizes a `genai` span. */
export const GEN_AI_SYSTEM = 'gen_ai.system';
export const GEN_AI_OUTPUT_TYPE = 'gen_ai.output.type';
export const GEN_AI_REQUEST_CHOICE_COUNT = 'gen_ai.request.choice.count';
export const GEN_AI_REQUEST_ENCODING_FORMATS = 'gen_ai.request.encoding_formats';
export const GEN_AI_REQUEST_FREQUENCY_PENALTY = 'gen_ai.request.frequency_penalty';
export const GEN_AI_REQUEST_MAX_TOKENS = 'gen_ai.request.max_tokens';
export const GEN_AI_REQUEST_MODEL = 'gen_ai.request.model';
export const GEN_AI_REQUEST_PRESENCE_PENALTY = 'gen_ai.request.presence_penalty';
export const GEN_AI_REQUEST_SEED = 'gen_ai.request.seed';
export const GEN_AI_REQUEST_STOP_SEQUENCES = 'gen_ai.request.stop_sequences';
export const GEN_AI_REQUEST_STREAM = 'gen_ai.request.stream';
export const GEN_AI_REQUEST_TEMPERATURE = 'gen_ai.request.temperature';
export const GEN_AI_REQUEST_TOP_P = 'gen_ai.request.top_p';
export const GEN_AI_RESPONSE_FINISH_REASONS = 'gen_ai.response.finish_reasons';
// Only in the newest conventions.
export const GEN_AI_REQUEST_REASONING_LEVEL = 'gen_ai.request.reasoning.level';
export const GEN_AI_REQUEST_PREVIOUS_RESPONSE_ID = 'gen_ai.request.previous_response.id';
export const GEN_AI_PROMPT_NAME = 'gen_ai.prompt.name';
export const GEN_AI_PROMPT_VERSION = 'gen_ai.prompt.version';
export const GEN_AI_USAGE_TEXT_INPUT_TOKENS = 'gen_ai.usage.text.input_tokens';
export const GEN_AI_USAGE_TEXT_OUTPUT_TOKENS = 'gen_ai.usage.text.output_tokens';
export const GEN_AI_USAGE_TEXT_CACHE_READ_INPUT_TOKENS = 'gen_ai.usage.text.cache_read.input_tokens';
export const GEN_AI_USAGE_AUDIO_CACHE_READ_INPUT_TOKENS = 'gen_ai.usage.audio.cache_read.input_tokens';
export const GEN_AI_USAGE_IMAGE_CACHE_READ_INPUT_TOKENS = 'gen_ai.usage.image.cache_read.input_tokens';
/** The event of a failed call. */
export const GEN_AI_EXCEPTION_EVENT = 'gen_ai.client.operation.exception';
export const EXCEPTION_TYPE = 'exception.type';
export const EXCEPTION_MESSAGE = 'exception.message';

export const GEN_AI_RESPONSE_ID = 'gen_ai.response.id';
export const GEN_AI_RESPONSE_MODEL = 'gen_ai.response.model';
export const GEN_AI_RESPONSE_TIME_TO_FIRST_CHUNK = 'gen_ai.response.time_to_first_chunk';
// Only in metrics.
export const GEN_AI_RESPONSE_FINISH_REASON = 'gen_ai.response.finish_reason';
export const GEN_AI_TOKEN_MODALITY = 'gen_ai.token.modality';
export const GEN_AI_TOKEN_TYPE = 'gen_ai.token.type';
export const GEN_AI_TOOL_DESCRIPTION = 'gen_ai.tool.description';
export const GEN_AI_TOOL_NAME = 'gen_ai.tool.name';
export const GEN_AI_TOOL_TYPE = 'gen_ai.tool.type';
export const GEN_AI_USAGE_INPUT_TOKENS = 'gen_ai.usage.input_tokens';
export const GEN_AI_USAGE_OUTPUT_TOKENS = 'gen_ai.usage.output_tokens';
export const GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS = 'gen_ai.usage.cache_read.input_tokens';
export const GEN_AI_USAGE_CACHE_CREATION_INPUT_TOKENS = 'gen_ai.usage.cache_creation.input_tokens';
// Replaces it in the newest conventions.
export const GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS = 'gen_ai.usage.cache_write.input_tokens';
export const GEN_AI_USAGE_REASONING_OUTPUT_TOKENS = 'gen_ai.usage.reasoning.output_tokens';
// Not in 1.41.1 but in its successor, open-telemetry/semantic-conventions-genai.
export const GEN_AI_USAGE_AUDIO_INPUT_TOKENS = 'gen_ai.usage.audio.input_tokens';
export const GEN_AI_USAGE_AUDIO_OUTPUT_TOKENS = 'gen_ai.usage.audio.output_tokens';
export const GEN_AI_USAGE_IMAGE_INPUT_TOKENS = 'gen_ai.usage.image.input_tokens';
export const GEN_AI_USAGE_IMAGE_OUTPUT_TOKENS = 'gen_ai.usage.image.output_tokens';
// Proposed in open-telemetry/semantic-conventions-genai#443. The parts of the amount have the same prefix.
export const GEN_AI_USAGE_COST_AMOUNT = 'gen_ai.usage.cost.amount';
export const GEN_AI_USAGE_COST_CURRENCY = 'gen_ai.usage.cost.currency';
export const GEN_AI_USAGE_COST_SOURCE = 'gen_ai.usage.cost.source';

/** The parts of a cost, and their attributes. */
export const COST_PARTS: readonly [part: CostPart, attribute: string][] = [
  ...TOKEN_CLASS_NAMES.map((name): [CostPart, string] => [name, tokenCostAttribute(name)]),
  ['images', 'gen_ai.usage.cost.images'],
  ['characters', 'gen_ai.usage.cost.characters'],
  ['duration', 'gen_ai.usage.cost.duration'],
  ['modelRouter', 'gen_ai.usage.cost.model_router'],
  ['webSearch', 'gen_ai.usage.cost.web_search'],
  ['fileSearch', 'gen_ai.usage.cost.file_search'],
  ['codeInterpreter', 'gen_ai.usage.cost.code_interpreter'],
  ['shell', 'gen_ai.usage.cost.shell'],
  ['imageGeneration', 'gen_ai.usage.cost.image_generation'],
];

/** Returns `gen_ai.usage.cost.cached_input` for the class `cachedInput`. */
function tokenCostAttribute(name: TokenClass): string {
  return `gen_ai.usage.cost.${name.replaceAll(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`)}`;
}

export const OPENAI_API_TYPE = 'openai.api.type';
export const OPENAI_REQUEST_SERVICE_TIER = 'openai.request.service_tier';
export const OPENAI_RESPONSE_SERVICE_TIER = 'openai.response.service_tier';
export const OPENAI_RESPONSE_SYSTEM_FINGERPRINT = 'openai.response.system_fingerprint';

export const SERVER_ADDRESS = 'server.address';
export const SERVER_PORT = 'server.port';
export const ERROR_TYPE = 'error.type';

export const AZURE_SERVICE_REQUEST_ID = 'azure.service.request.id';
export const AZURE_RESOURCE_PROVIDER_NAMESPACE = 'azure.resource_provider.namespace';
export const AZURE_OPENAI_API_VERSION = 'azure.openai.api_version';
export const AZURE_OPENAI_DEPLOYMENT = 'azure.openai.deployment';
export const AZURE_OPENAI_RESOURCE = 'azure.openai.resource';
export const AZURE_OPENAI_REGION = 'azure.openai.region';
export const AZURE_OPENAI_MODEL_SESSION = 'azure.openai.model_session';
export const AZURE_OPENAI_SERVED_DEPLOYMENT = 'azure.openai.served_deployment';
export const AZURE_OPENAI_SPILLED_OVER = 'azure.openai.spilled_over';
export const AZURE_OPENAI_SPILLOVER_FROM_DEPLOYMENT = 'azure.openai.spillover.from_deployment';
export const AZURE_OPENAI_SPILLOVER_ERROR = 'azure.openai.spillover.error';
export const AZURE_OPENAI_RATE_LIMIT_LIMIT_REQUESTS = 'azure.openai.rate_limit.limit.requests';
export const AZURE_OPENAI_RATE_LIMIT_LIMIT_TOKENS = 'azure.openai.rate_limit.limit.tokens';
export const AZURE_OPENAI_RATE_LIMIT_REMAINING_REQUESTS = 'azure.openai.rate_limit.remaining.requests';
export const AZURE_OPENAI_RATE_LIMIT_REMAINING_TOKENS = 'azure.openai.rate_limit.remaining.tokens';
/** On Your Data: the number of documents that the answers cite. */
export const AZURE_OPENAI_CITATIONS = 'azure.openai.citations';
export const AZURE_OPENAI_ERROR_CODE = 'azure.openai.error.code';
export const AZURE_OPENAI_ERROR_INNER_CODE = 'azure.openai.error.inner_code';
/** Not `http.response.status_code`, with which Elastic APM would treat the span as HTTP instead of `genai`. */
export const AZURE_OPENAI_ERROR_STATUS_CODE = 'azure.openai.error.status_code';
/** True if the model, or on spans of other instrumentations a tier or the number of cached tokens, is an assumption. */
export const AZURE_OPENAI_COST_ESTIMATED = 'azure.openai.cost.estimated';
/** The cost in whole nano-USD, whose sums are exact: Elastic APM keeps only six decimals of a number. */
export const AZURE_OPENAI_COST_NANO_USD = 'azure.openai.cost.nano_usd';
export const AZURE_OPENAI_COST_PRICE_SOURCE = 'azure.openai.cost.price_source';
export const AZURE_OPENAI_COST_PRICE_CHECKED = 'azure.openai.cost.price_checked';
export const AZURE_OPENAI_COST_ABSENT_REASON = 'azure.openai.cost.absent_reason';
/** The sum of the known parts of a cost that is not known as a whole. */
export const AZURE_OPENAI_COST_PARTIAL = 'azure.openai.cost.partial';
/** The parts of an unknown cost that have no price. */
export const AZURE_OPENAI_COST_MISSING = 'azure.openai.cost.missing';
export const AZURE_OPENAI_TOOL_USAGE_WEB_SEARCH_CALLS = 'azure.openai.tool_usage.web_search.calls';
export const AZURE_OPENAI_TOOL_USAGE_FILE_SEARCH_CALLS = 'azure.openai.tool_usage.file_search.calls';
export const AZURE_OPENAI_TOOL_USAGE_CODE_INTERPRETER_CALLS = 'azure.openai.tool_usage.code_interpreter.calls';
export const AZURE_OPENAI_TOOL_USAGE_CODE_INTERPRETER_SESSIONS = 'azure.openai.tool_usage.code_interpreter.sessions';
export const AZURE_OPENAI_TOOL_USAGE_SHELL_CALLS = 'azure.openai.tool_usage.shell.calls';
export const AZURE_OPENAI_TOOL_USAGE_SHELL_SESSIONS = 'azure.openai.tool_usage.shell.sessions';
export const AZURE_OPENAI_TOOL_USAGE_IMAGE_GENERATION_CALLS = 'azure.openai.tool_usage.image_generation.calls';
export const AZURE_OPENAI_TOOL_USAGE_IMAGE_GENERATION_INPUT_TOKENS =
  'azure.openai.tool_usage.image_generation.input_tokens';
export const AZURE_OPENAI_TOOL_USAGE_IMAGE_GENERATION_OUTPUT_TOKENS =
  'azure.openai.tool_usage.image_generation.output_tokens';
/** A prefix, followed by `.{category}.{severity|filtered|detected}`. */
export const AZURE_OPENAI_CONTENT_FILTER_PROMPT = 'azure.openai.content_filter.prompt';
/** A prefix, followed by `.{category}.{severity|filtered|detected}`. The values are arrays, with an item for each choice. */
export const AZURE_OPENAI_CONTENT_FILTER_COMPLETION = 'azure.openai.content_filter.completion';
/** How an incomplete call ended: `cancelled` by the application, or `abandoned` since nobody read it to its end. */
export const AZURE_OPENAI_OUTCOME = 'azure.openai.outcome';
/** Number of retries that the client made; absent if it made none. */
export const AZURE_OPENAI_RETRY_COUNT = 'azure.openai.retry.count';
/** The reason of each retry: a status, or the class of the error without a response. */
export const AZURE_OPENAI_RETRY_REASONS = 'azure.openai.retry.reasons';
export const AZURE_OPENAI_RETRY_EVENT = 'azure.openai.retry';
export const AZURE_OPENAI_RETRY_REASON = 'azure.openai.retry.reason';
/** Seconds that the client waited before a retry. */
export const AZURE_OPENAI_RETRY_DELAY = 'azure.openai.retry.delay';
export const AZURE_OPENAI_VIDEO_SECONDS = 'azure.openai.video.seconds';
export const AZURE_OPENAI_VIDEO_SIZE = 'azure.openai.video.size';
export const AZURE_OPENAI_VIDEO_STATUS = 'azure.openai.video.status';
export const AZURE_OPENAI_BATCH_ENDPOINT = 'azure.openai.batch.endpoint';
export const AZURE_OPENAI_BATCH_INPUT_FILE_ID = 'azure.openai.batch.input_file_id';
export const AZURE_OPENAI_BATCH_COMPLETION_WINDOW = 'azure.openai.batch.completion_window';
export const AZURE_OPENAI_BATCH_STATUS = 'azure.openai.batch.status';
/** On the span of a WebSocket session: the number of turns. */
export const AZURE_OPENAI_SESSION_TURNS = 'azure.openai.session.turns';
/** On the span of a WebSocket session: https://www.rfc-editor.org/rfc/rfc6455#section-7.4 */
export const AZURE_OPENAI_SESSION_CLOSE_CODE = 'azure.openai.session.close_code';

// Only in metrics.
export const AZURE_OPENAI_TOKEN_PART = 'azure.openai.token.part';
export const AZURE_OPENAI_CONTENT_FILTER_SOURCE = 'azure.openai.content_filter.source';
export const AZURE_OPENAI_CONTENT_FILTER_CATEGORY = 'azure.openai.content_filter.category';
export const AZURE_OPENAI_CONTENT_FILTER_SEVERITY = 'azure.openai.content_filter.severity';
export const AZURE_OPENAI_CONTENT_FILTER_FILTERED = 'azure.openai.content_filter.filtered';

// On the span of a request. They differ from the names of a call, so that a sum over all spans counts nothing twice.
export const REQUEST_CALLS = 'azure.openai.request.calls';
export const REQUEST_INPUT_TOKENS = 'azure.openai.request.input_tokens';
export const REQUEST_OUTPUT_TOKENS = 'azure.openai.request.output_tokens';
export const REQUEST_COST = 'azure.openai.request.cost';
export const REQUEST_COST_PARTIAL = 'azure.openai.request.cost_partial';

// The event and the counter of budgets.
export const BUDGET_EXCEEDED = 'azure.openai.budget.exceeded';
export const BUDGET_PER = 'azure.openai.budget.per';
export const BUDGET_LIMIT = 'azure.openai.budget.limit';
export const BUDGET_BY = 'azure.openai.budget.by';
export const BUDGET_SPENT = 'azure.openai.budget.spent';
export const BUDGET_CALLS = 'azure.openai.budget.calls';
export const BUDGET_WINDOW_START = 'azure.openai.budget.window.start';
export const BUDGET_WINDOW_END = 'azure.openai.budget.window.end';

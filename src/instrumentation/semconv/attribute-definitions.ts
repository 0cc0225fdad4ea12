import {
  type AttributeDefinition,
  count,
  flag,
  number,
  seconds,
  text,
  texts,
  tokens,
  usd,
  verdicts,
} from './attribute-kinds.ts';
import * as names from './attributes.ts';

const ALWAYS = 'always';
const IN_REQUEST = 'the request has it';
const IN_RESPONSE = 'the response has it';
const USAGE = 'the usage has it';
const HEADER = 'the response has the header';
const NEW_CONTAINERS = 'the same: the number of containers that are new to this process';
const BESIDE_USAGE = 'the response has it; not part of the usage';

/** Attributes of spans, by their group in the document. */
export const SPAN_ATTRIBUTES: Readonly<Record<string, readonly AttributeDefinition[]>> = {
  "Elastic's tutorial": [
    count(
      names.COMPLETION_COUNT,
      'a completion succeeded: the number of completions that this process has requested',
      '42',
    ),
    tokens(names.TOKEN_COUNT, USAGE, '38'),
    tokens(names.PROMPT_TOKENS, USAGE, '16'),
    tokens(names.COMPLETION_TOKENS, USAGE, '22'),
    text(names.MODEL, IN_RESPONSE, 'gpt-4.1-mini-2025-04-14'),
    usd(names.COST, 'the cost is known', '0.0000416'),
    text(names.RESPONSE, '`captureResponse` is on; JSON, redacted, cut at `maxContentLength`', '{"id":"chatcmpl-…'),
  ],
  'The call': [
    text(names.GEN_AI_OPERATION_NAME, ALWAYS, 'chat'),
    text(names.GEN_AI_PROVIDER_NAME, ALWAYS, 'azure.ai.openai'),
    text(names.GEN_AI_SYSTEM, 'always, since Elastic APM recognizes a `genai` span by it', 'azure.ai.openai'),
    text(names.SERVER_ADDRESS, ALWAYS, 'my-resource.openai.azure.com'),
    count(names.SERVER_PORT, ALWAYS, '443'),
    text(names.OPENAI_API_TYPE, 'chat completions and responses', 'chat_completions'),
    text(names.ERROR_TYPE, "the call failed: class of the error in `openai`, or Azure's code", 'RateLimitError'),
    text(
      names.AZURE_OPENAI_OUTCOME,
      'the call was not completed: `cancelled` by the application or by a user who started to speak, or `abandoned` since nobody read it to its end',
      'cancelled',
    ),
  ],
  'The request': [
    text(
      names.GEN_AI_REQUEST_MODEL,
      'the request names one; on Azure, the deployment, even if the body has another `model`',
      'my-gpt-4o',
    ),
    flag(names.GEN_AI_REQUEST_STREAM, 'the request is streamed', 'true'),
    number(names.GEN_AI_REQUEST_TEMPERATURE, IN_REQUEST, '0.2'),
    number(names.GEN_AI_REQUEST_TOP_P, IN_REQUEST, '0.9'),
    number(names.GEN_AI_REQUEST_FREQUENCY_PENALTY, IN_REQUEST, '0.5'),
    number(names.GEN_AI_REQUEST_PRESENCE_PENALTY, IN_REQUEST, '0.5'),
    tokens(names.GEN_AI_REQUEST_MAX_TOKENS, IN_REQUEST, '200'),
    count(names.GEN_AI_REQUEST_SEED, IN_REQUEST, '7'),
    texts(names.GEN_AI_REQUEST_STOP_SEQUENCES, IN_REQUEST, '["\\n"]'),
    count(names.GEN_AI_REQUEST_CHOICE_COUNT, 'the request has more than one', '3'),
    texts(names.GEN_AI_REQUEST_ENCODING_FORMATS, 'embeddings whose request has one', '["base64"]'),
    text(names.GEN_AI_OUTPUT_TYPE, IN_REQUEST, 'json'),
    text(names.GEN_AI_CONVERSATION_ID, 'responses with a `conversation`, and Realtime', 'conv_1'),
    text(names.OPENAI_REQUEST_SERVICE_TIER, 'the request has one other than `auto`', 'priority'),
  ],
  'The response': [
    text(names.GEN_AI_RESPONSE_ID, IN_RESPONSE, 'chatcmpl-DPTBKC5U7aQYydhXIGw4HbPc0HcVT'),
    text(names.GEN_AI_RESPONSE_MODEL, IN_RESPONSE, 'gpt-4.1-mini-2025-04-14'),
    texts(
      names.GEN_AI_RESPONSE_FINISH_REASONS,
      'the response has it, one for each choice in order; `error` for a choice without one',
      '["stop"]',
    ),
    seconds(names.GEN_AI_RESPONSE_TIME_TO_FIRST_CHUNK, 'streams', '0.262'),
    count(names.GEN_AI_EMBEDDINGS_DIMENSION_COUNT, 'embeddings', '1536'),
    text(names.OPENAI_RESPONSE_SERVICE_TIER, IN_RESPONSE, 'default'),
    text(names.OPENAI_RESPONSE_SYSTEM_FINGERPRINT, IN_RESPONSE, 'fp_b6f445fc1c'),
  ],
  'The usage': [
    tokens(names.GEN_AI_USAGE_INPUT_TOKENS, USAGE, '2053'),
    tokens(names.GEN_AI_USAGE_OUTPUT_TOKENS, USAGE, '41'),
    tokens(names.GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS, 'the usage has it; part of the input', '1920'),
    tokens(names.GEN_AI_USAGE_CACHE_CREATION_INPUT_TOKENS, 'the usage has it; part of the input', '0'),
    tokens(names.GEN_AI_USAGE_REASONING_OUTPUT_TOKENS, 'the usage has it; part of the output', '384'),
    tokens(names.GEN_AI_USAGE_AUDIO_INPUT_TOKENS, 'the usage has it; part of the input', '0'),
    tokens(names.GEN_AI_USAGE_AUDIO_OUTPUT_TOKENS, 'the usage has it; part of the output', '0'),
    tokens(names.GEN_AI_USAGE_IMAGE_INPUT_TOKENS, 'the usage has it; part of the input', '0'),
    tokens(names.GEN_AI_USAGE_IMAGE_OUTPUT_TOKENS, 'the usage has it; part of the output', '1056'),
  ],
  'With `OTEL_SEMCONV_STABILITY_OPT_IN=gen_ai_latest_experimental`': [
    tokens(names.GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS, 'replaces `gen_ai.usage.cache_creation.input_tokens`', '0'),
    ...[
      names.GEN_AI_USAGE_TEXT_INPUT_TOKENS,
      names.GEN_AI_USAGE_TEXT_OUTPUT_TOKENS,
      names.GEN_AI_USAGE_TEXT_CACHE_READ_INPUT_TOKENS,
      names.GEN_AI_USAGE_AUDIO_CACHE_READ_INPUT_TOKENS,
      names.GEN_AI_USAGE_IMAGE_CACHE_READ_INPUT_TOKENS,
    ].map((name) => tokens(name, USAGE, '60')),
    text(names.GEN_AI_REQUEST_REASONING_LEVEL, IN_REQUEST, 'low'),
    text(
      names.GEN_AI_REQUEST_PREVIOUS_RESPONSE_ID,
      'the request has one',
      'resp_67ccd2bed1ec8190b14f964abc0542670bb6a6b4',
    ),
    text(names.GEN_AI_PROMPT_NAME, 'responses with a stored prompt: its id', 'pmpt_abc123'),
    text(names.GEN_AI_PROMPT_VERSION, 'responses with a stored prompt of a version', '2'),
  ],
  'The cost': [
    usd(names.GEN_AI_USAGE_COST_AMOUNT, 'the cost is known', '0.001554'),
    text(names.GEN_AI_USAGE_COST_CURRENCY, 'the cost is known', 'USD'),
    text(names.GEN_AI_USAGE_COST_SOURCE, 'the cost is known: calculated in this process, from a price table', 'local'),
    ...names.COST_PARTS.map(([part, name]) => usd(name, `${part} was used`, '0.000266')),
    text(names.AZURE_OPENAI_COST_PRICE_SOURCE, 'the cost is known', 'Azure Retail Prices API, …'),
    text(
      names.AZURE_OPENAI_COST_PRICE_CHECKED,
      'the cost is known: the day on which the source was read',
      '2026-09-30',
    ),
    flag(
      names.AZURE_OPENAI_COST_ESTIMATED,
      'the response names no model, and the name of the deployment or in the request was used',
      'true',
    ),
    text(names.AZURE_OPENAI_COST_ABSENT_REASON, 'the cost is not known; see [pricing.md](pricing.md)', 'unknown_model'),
    usd(names.AZURE_OPENAI_COST_PARTIAL, 'the cost is not known as a whole: the sum of its known parts', '0.0028'),
    texts(names.AZURE_OPENAI_COST_MISSING, 'the cost is not known: its parts without a price', '["web_search"]'),
  ],
  'Hosted tools': [
    count(names.AZURE_OPENAI_TOOL_USAGE_WEB_SEARCH_CALLS, 'the web was searched; opening a page does not count', '2'),
    count(names.AZURE_OPENAI_TOOL_USAGE_FILE_SEARCH_CALLS, 'files were searched', '1'),
    count(names.AZURE_OPENAI_TOOL_USAGE_CODE_INTERPRETER_CALLS, 'code was run', '3'),
    count(names.AZURE_OPENAI_TOOL_USAGE_CODE_INTERPRETER_SESSIONS, NEW_CONTAINERS, '1'),
    count(names.AZURE_OPENAI_TOOL_USAGE_SHELL_CALLS, 'commands were run in a hosted shell', '2'),
    count(names.AZURE_OPENAI_TOOL_USAGE_SHELL_SESSIONS, NEW_CONTAINERS, '1'),
    count(names.AZURE_OPENAI_TOOL_USAGE_IMAGE_GENERATION_CALLS, 'images were generated by the tool', '1'),
    tokens(names.AZURE_OPENAI_TOOL_USAGE_IMAGE_GENERATION_INPUT_TOKENS, BESIDE_USAGE, '50'),
    tokens(names.AZURE_OPENAI_TOOL_USAGE_IMAGE_GENERATION_OUTPUT_TOKENS, BESIDE_USAGE, '4160'),
  ],
  "Azure's own attributes": [
    text(
      names.AZURE_SERVICE_REQUEST_ID,
      'a response arrived: its header `apim-request-id`',
      'f93b3050-42ab-44dd-936f-7bc80fba2799',
    ),
    text(names.AZURE_RESOURCE_PROVIDER_NAMESPACE, ALWAYS, 'Microsoft.CognitiveServices'),
    text(names.AZURE_OPENAI_RESOURCE, "the host is Azure's own", 'my-resource'),
    text(names.AZURE_OPENAI_DEPLOYMENT, 'the call names a deployment', 'my-gpt-4o'),
    text(names.AZURE_OPENAI_API_VERSION, 'not on `/openai/v1`', '2024-10-21'),
    text(names.AZURE_OPENAI_REGION, HEADER, 'East US 2'),
    text(names.AZURE_OPENAI_MODEL_SESSION, HEADER, 'd20260330170902-0e618f323d34'),
    text(names.AZURE_OPENAI_SERVED_DEPLOYMENT, HEADER, 'my-gpt-4o'),
    flag(names.AZURE_OPENAI_SPILLED_OVER, HEADER, 'false'),
    text(names.AZURE_OPENAI_SPILLOVER_FROM_DEPLOYMENT, HEADER, 'my-ptu'),
    text(names.AZURE_OPENAI_SPILLOVER_ERROR, HEADER, '429'),
    count(names.AZURE_OPENAI_RATE_LIMIT_LIMIT_REQUESTS, HEADER, '120'),
    tokens(names.AZURE_OPENAI_RATE_LIMIT_LIMIT_TOKENS, HEADER, '120000'),
    count(names.AZURE_OPENAI_RATE_LIMIT_REMAINING_REQUESTS, HEADER, '119'),
    tokens(names.AZURE_OPENAI_RATE_LIMIT_REMAINING_TOKENS, HEADER, '119986'),
    count(names.AZURE_OPENAI_CITATIONS, 'On Your Data: the answers cite documents', '3'),
    text(names.AZURE_OPENAI_ERROR_CODE, "Azure's code of an error", 'content_filter'),
    text(names.AZURE_OPENAI_ERROR_INNER_CODE, "Azure's inner code of an error", 'ResponsibleAIPolicyViolation'),
    count(names.AZURE_OPENAI_ERROR_STATUS_CODE, 'a response with an error status arrived: its HTTP status', '429'),
    count(names.AZURE_OPENAI_RETRY_COUNT, 'the client retried the request', '1'),
    texts(
      names.AZURE_OPENAI_RETRY_REASONS,
      'the client retried the request: the status or the class of the error of each attempt',
      '["429"]',
    ),
  ],
  'The content filter': [
    ...verdicts('severity', 'string', 'safe'),
    ...verdicts('filtered', 'boolean', 'false'),
    ...verdicts('detected', 'boolean', 'false'),
    ...verdicts('code', 'string', 'content_filter_error', 'the category could not be judged'),
    ...verdicts('ids', 'string', 'my-blocklist', 'a blocklist was hit: the ids of its entries'),
    ...verdicts('redacted', 'boolean', 'false', 'Azure reports it'),
    ...verdicts('citation.url', 'string', 'https://github.com/…', 'protected code was found'),
    ...verdicts('citation.license', 'string', 'MIT', 'protected code was found'),
  ],
  'The messages': [
    text(
      names.GEN_AI_INPUT_MESSAGES,
      '`captureMessageContent` is `span` or `both`; JSON',
      '[{"role":"user","parts":[…',
    ),
    text(names.GEN_AI_OUTPUT_MESSAGES, '`captureMessageContent` is `span` or `both`; JSON', '[{"role":"assistant",…'),
    text(names.GEN_AI_SYSTEM_INSTRUCTIONS, 'the same, for responses with `instructions`; JSON', '[{"type":"text",…'),
    text(
      names.GEN_AI_TOOL_DEFINITIONS,
      'the same, for requests with `tools`; JSON',
      '[{"type":"function","name":"weather"}]',
    ),
  ],
  'Videos and batches': [
    seconds(names.AZURE_OPENAI_VIDEO_SECONDS, 'videos: the request or the response has it', '8'),
    text(names.AZURE_OPENAI_VIDEO_SIZE, 'videos: the request or the response has it', '1280x720'),
    text(names.AZURE_OPENAI_VIDEO_STATUS, 'videos: the status when the job was created', 'queued'),
    text(names.AZURE_OPENAI_BATCH_ENDPOINT, 'batches', '/v1/chat/completions'),
    text(names.AZURE_OPENAI_BATCH_INPUT_FILE_ID, 'batches', 'file-abc123'),
    text(names.AZURE_OPENAI_BATCH_COMPLETION_WINDOW, 'batches', '24h'),
    text(names.AZURE_OPENAI_BATCH_STATUS, 'batches: the status when the job was created', 'validating'),
  ],
  'Sessions of WebSockets (the span above the turns)': [
    count(
      names.AZURE_OPENAI_SESSION_TURNS,
      'the connection was closed: the number of responses that were requested or started',
      '3',
    ),
    count(names.AZURE_OPENAI_SESSION_CLOSE_CODE, 'the connection was closed', '1000'),
  ],
  'Cost by customer': [
    text('{baggage key}', 'the baggage has an entry of `baggageKeys`, or `withAttributes` sets it', 'acme'),
  ],
  'The cost of a request (on the span above the calls)': [
    count(names.REQUEST_CALLS, '`requestTotals` is on', '3'),
    tokens(names.REQUEST_INPUT_TOKENS, '`requestTotals` is on and the usage of a call is known', '4109'),
    tokens(names.REQUEST_OUTPUT_TOKENS, '`requestTotals` is on and the usage of a call is known', '76'),
    usd(names.REQUEST_COST, '`requestTotals` is on and the cost of a call is known', '0.005946'),
    flag(names.REQUEST_COST_PARTIAL, '`requestTotals` is on: whether the cost of a call is missing', 'false'),
  ],
  'Tools (`execute_tool` spans)': [
    text(names.GEN_AI_TOOL_NAME, ALWAYS, 'weather'),
    text(names.GEN_AI_TOOL_TYPE, ALWAYS, 'function'),
    text(names.GEN_AI_TOOL_DESCRIPTION, 'the tool has one', 'The weather of a city'),
  ],
};

/** Dimensions of metrics that are not attributes of spans. */
export const METRIC_ATTRIBUTES: readonly AttributeDefinition[] = [
  text(names.GEN_AI_TOKEN_TYPE, '`gen_ai.client.token.usage`', 'input'),
  text(names.GEN_AI_TOKEN_MODALITY, '`gen_ai.client.inference.usage.*`', 'unknown'),
  text(names.GEN_AI_RESPONSE_FINISH_REASON, '`azure.openai.client.choices`', 'stop'),
  text(names.AZURE_OPENAI_TOKEN_PART, '`azure.openai.client.token.parts`', 'cache_read'),
  text(names.AZURE_OPENAI_CONTENT_FILTER_SOURCE, '`azure.openai.client.content_filter`', 'prompt'),
  text(names.AZURE_OPENAI_CONTENT_FILTER_CATEGORY, '`azure.openai.client.content_filter`', 'hate'),
  text(names.AZURE_OPENAI_CONTENT_FILTER_SEVERITY, '`azure.openai.client.content_filter`', 'medium'),
  flag(names.AZURE_OPENAI_CONTENT_FILTER_FILTERED, '`azure.openai.client.content_filter`', 'true'),
];

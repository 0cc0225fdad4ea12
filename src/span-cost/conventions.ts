import { chat } from '../instrumentation/operations/chat.ts';
import { completions } from '../instrumentation/operations/completions.ts';
import { embeddings } from '../instrumentation/operations/embeddings.ts';
import type { Operation } from '../instrumentation/operations/operation.ts';

/** The name of an attribute; or of one whose value is JSON, followed by the path of a member in it. */
export type Source = string | readonly [attribute: string, ...path: string[]];

/** A value of a call that a span may have. */
export type Field =
  /** Such as `azure.ai.openai`. */
  | 'provider'
  /** A host name or a URL. */
  | 'server'
  | 'requestModel'
  | 'responseModel'
  | 'requestTier'
  | 'responseTier'
  /** Tokens. Cached and audio ones are part of the input, reasoning and audio ones of the output. */
  | 'input'
  | 'cached'
  | 'cacheWrite'
  | 'audioInput'
  | 'output'
  | 'reasoning'
  | 'audioOutput';

/** The attributes in which an instrumentation, or a family of them, records the call of a model. */
export interface Convention {
  /** The attribute by which a call is recognized, and the operation of each of its values. Other values are no calls. */
  readonly kind: string;
  readonly operations: Readonly<Record<string, Operation>>;
  /** Attributes of which one must be there too. @default none */
  readonly requires?: Source;
  /** Where the values are. The first source that has a value is read. */
  readonly fields: Partial<Readonly<Record<Field, readonly Source[]>>>;
}

// Like a response of the Responses API, the span of a chat may name the deployment where it should name the model.
const anyChat: Operation = { ...chat, echoesDeployment: true };

/** The member of a result of LangChain that has the model's name. Its other names are of the request. */
const LANGCHAIN_MODEL = ['generations', '0', '0', 'message', 'kwargs', 'response_metadata', 'model_name'] as const;

/** Vercel AI SDK 4 to 6, and 7 with `LegacyOpenTelemetry`. The spans around these have the same tokens again. */
const vercel: Convention = {
  kind: 'ai.operationId',
  operations: {
    'ai.generateText.doGenerate': anyChat,
    'ai.streamText.doStream': anyChat,
    'ai.generateObject.doGenerate': anyChat,
    'ai.streamObject.doStream': anyChat,
    'ai.embed.doEmbed': embeddings,
    'ai.embedMany.doEmbed': embeddings,
  },
  fields: {
    provider: ['ai.model.provider', 'gen_ai.system'],
    requestModel: ['gen_ai.request.model', 'ai.model.id'],
    responseModel: ['gen_ai.response.model', 'ai.response.model'],
    responseTier: [
      ['ai.response.providerMetadata', 'azure', 'serviceTier'],
      ['ai.response.providerMetadata', 'openai', 'serviceTier'],
    ],
    input: ['gen_ai.usage.input_tokens', 'ai.usage.inputTokens', 'ai.usage.promptTokens', 'ai.usage.tokens'],
    cached: [
      'ai.usage.cachedInputTokens',
      'ai.usage.inputTokenDetails.cacheReadTokens',
      ['ai.response.providerMetadata', 'openai', 'cachedPromptTokens'],
    ],
    cacheWrite: ['ai.usage.inputTokenDetails.cacheWriteTokens'],
    output: ['gen_ai.usage.output_tokens', 'ai.usage.outputTokens', 'ai.usage.completionTokens'],
    reasoning: [
      'ai.usage.reasoningTokens',
      'ai.usage.outputTokenDetails.reasoningTokens',
      ['ai.response.providerMetadata', 'openai', 'reasoningTokens'],
    ],
  },
};

/** OpenInference, for the clients of OpenAI in JavaScript and Python. */
const openInference: Convention = {
  kind: 'openinference.span.kind',
  operations: { LLM: anyChat, EMBEDDING: embeddings },
  fields: {
    provider: ['llm.provider'],
    requestModel: [
      ['llm.invocation_parameters', 'model'],
      ['embedding.invocation_parameters', 'model'],
    ],
    responseModel: ['llm.model_name', 'embedding.model_name'],
    requestTier: [['llm.invocation_parameters', 'service_tier']],
    input: ['llm.token_count.prompt'],
    cached: ['llm.token_count.prompt_details.cache_read'],
    cacheWrite: ['llm.token_count.prompt_details.cache_write'],
    audioInput: ['llm.token_count.prompt_details.audio'],
    output: ['llm.token_count.completion'],
    reasoning: ['llm.token_count.completion_details.reasoning'],
    audioOutput: ['llm.token_count.completion_details.audio'],
  },
};

const { requestModel: _, ...tokensOfOpenInference } = openInference.fields;

/** OpenInference for LangChain, whose `llm.model_name` is LangChain's default for the request. */
const openInferenceOfLangChain: Convention = {
  ...openInference,
  requires: ['metadata', 'ls_provider'],
  fields: {
    ...tokensOfOpenInference,
    provider: [['metadata', 'ls_provider']],
    responseModel: [['output.value', ...LANGCHAIN_MODEL]],
  },
};

/** LangSmith, whose `gen_ai.request.model` may be LangChain's default for the request. */
const langSmith: Convention = {
  kind: 'langsmith.span.kind',
  operations: { llm: anyChat, embedding: embeddings },
  fields: {
    provider: ['langsmith.metadata.ls_provider', 'gen_ai.system'],
    responseModel: ['gen_ai.response.model', ['gen_ai.completion', ...LANGCHAIN_MODEL]],
    responseTier: ['gen_ai.response.service_tier'],
    input: ['gen_ai.usage.input_tokens'],
    cached: [
      ['gen_ai.usage.input_token_details', 'cache_read'],
      ['langsmith.usage_metadata', 'input_token_details', 'cache_read'],
    ],
    audioInput: [['gen_ai.usage.input_token_details', 'audio']],
    output: ['gen_ai.usage.output_tokens'],
    reasoning: [['gen_ai.usage.output_token_details', 'reasoning']],
    audioOutput: [['gen_ai.usage.output_token_details', 'audio']],
  },
};

/**
 * OpenTelemetry's conventions for generative AI of any version, with the additions of OpenLLMetry (Traceloop), OpenLIT and
 * Pydantic AI.
 */
const genAi: Convention = {
  kind: 'gen_ai.operation.name',
  operations: { chat: anyChat, generate_content: anyChat, text_completion: completions, embeddings },
  fields: {
    provider: ['gen_ai.provider.name', 'gen_ai.system'],
    server: ['server.address', 'gen_ai.openai.api_base', 'url.full', 'http.url'],
    requestModel: ['azure.openai.deployment', 'gen_ai.request.model'],
    responseModel: ['gen_ai.response.model'],
    requestTier: ['openai.request.service_tier', 'gen_ai.openai.request.service_tier', 'gen_ai.request.service_tier'],
    responseTier: [
      'openai.response.service_tier',
      'gen_ai.openai.response.service_tier',
      'gen_ai.response.service_tier',
    ],
    input: ['gen_ai.usage.input_tokens', 'gen_ai.usage.prompt_tokens', 'llm.usage.prompt_tokens'],
    cached: [
      'gen_ai.usage.cache_read.input_tokens',
      'gen_ai.usage.cache_read_input_tokens',
      'gen_ai.usage.details.cached_tokens',
      'gen_ai.usage.details.cache_read_tokens',
    ],
    cacheWrite: [
      'gen_ai.usage.cache_write.input_tokens',
      'gen_ai.usage.cache_creation.input_tokens',
      'gen_ai.usage.cache_creation_input_tokens',
    ],
    audioInput: ['gen_ai.usage.audio.input_tokens'],
    output: ['gen_ai.usage.output_tokens', 'gen_ai.usage.completion_tokens', 'llm.usage.completion_tokens'],
    reasoning: ['gen_ai.usage.reasoning.output_tokens', 'gen_ai.usage.reasoning_tokens'],
    audioOutput: ['gen_ai.usage.audio.output_tokens'],
  },
};

/** OpenLLMetry before it had `gen_ai.operation.name`. */
const openLLMetry: Convention = {
  ...genAi,
  kind: 'llm.request.type',
  operations: { chat: anyChat, completion: completions, embedding: embeddings },
};

/** The first convention whose `kind` a span has is read. */
export const CONVENTIONS: readonly Convention[] = [
  vercel,
  openInferenceOfLangChain,
  openInference,
  langSmith,
  genAi,
  openLLMetry,
];

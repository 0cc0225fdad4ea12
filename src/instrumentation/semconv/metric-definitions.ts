/**
 * All metrics, each as a constant. The names, units and buckets of `gen_ai.*` are from the semantic conventions 1.41.1, or,
 * with `OTEL_SEMCONV_STABILITY_OPT_IN=gen_ai_latest_experimental`, from the GenAI conventions 0.1.0
 * (`gen_ai.client.inference.*`, `gen_ai.client.embeddings.*`, `gen_ai.invoke_agent.*`, `gen_ai.execute_tool.*`).
 * `azure.openai.*` are our own.
 */

/** A metric, with the options of its instrument. */
export interface MetricDefinition {
  readonly name: string;
  readonly kind: 'histogram' | 'counter' | 'gauge';
  /** The unit in UCUM. */
  readonly unit: string;
  readonly description: string;
  readonly integer?: boolean;
  /** The boundaries of a histogram's buckets, from the conventions. */
  readonly buckets?: readonly number[];
}

const SECONDS = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];
const TOKENS = [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864];

const seconds = (name: string, description: string): MetricDefinition => ({
  name,
  kind: 'histogram',
  unit: 's',
  description,
  buckets: SECONDS,
});

const tokens = (name: string, description: string): MetricDefinition => ({
  name,
  kind: 'histogram',
  unit: '{token}',
  description,
  integer: true,
  buckets: TOKENS,
});

const count = (name: string, unit: string, description: string): MetricDefinition => ({
  name,
  kind: 'counter',
  unit,
  description,
  integer: true,
});

const gauge = (name: string, unit: string, description: string): MetricDefinition => ({
  name,
  kind: 'gauge',
  unit,
  description,
  integer: true,
});

export const duration: MetricDefinition = seconds('gen_ai.client.operation.duration', 'How long calls take');
export const tokenUsage: MetricDefinition = tokens('gen_ai.client.token.usage', 'Input and output tokens of calls');
export const timeToFirstChunk: MetricDefinition = seconds(
  'gen_ai.client.operation.time_to_first_chunk',
  'Time until the first chunk of a stream',
);
export const timePerOutputChunk: MetricDefinition = seconds(
  'gen_ai.client.operation.time_per_output_chunk',
  'Time from one chunk to the next; with `chunkTimes`',
);

export const inferenceDuration: MetricDefinition = seconds(
  'gen_ai.client.inference.duration',
  'How long inference calls take',
);
export const inferenceTimeToFirstChunk: MetricDefinition = seconds(
  'gen_ai.client.inference.time_to_first_chunk',
  'Time until the first chunk',
);
export const inferenceTimePerOutputChunk: MetricDefinition = seconds(
  'gen_ai.client.inference.time_per_output_chunk',
  'Time from chunk to chunk; with `chunkTimes`',
);
export const inferenceInputTokens: MetricDefinition = tokens(
  'gen_ai.client.inference.operation.input_tokens',
  'Input tokens of a call',
);
export const inferenceOutputTokens: MetricDefinition = tokens(
  'gen_ai.client.inference.operation.output_tokens',
  'Output tokens of a call',
);
export const usageInputTokens: MetricDefinition = count(
  'gen_ai.client.inference.usage.input_tokens',
  '{token}',
  'Input tokens used',
);
export const usageOutputTokens: MetricDefinition = count(
  'gen_ai.client.inference.usage.output_tokens',
  '{token}',
  'Output tokens used',
);
export const usageCacheReadInputTokens: MetricDefinition = count(
  'gen_ai.client.inference.usage.cache_read.input_tokens',
  '{token}',
  'Input tokens read from the prompt cache',
);
export const usageCacheWriteInputTokens: MetricDefinition = count(
  'gen_ai.client.inference.usage.cache_write.input_tokens',
  '{token}',
  'Input tokens written to the prompt cache',
);
export const usageReasoningOutputTokens: MetricDefinition = count(
  'gen_ai.client.inference.usage.reasoning.output_tokens',
  '{token}',
  'Output tokens of reasoning',
);
export const embeddingsDuration: MetricDefinition = seconds(
  'gen_ai.client.embeddings.duration',
  'How long embeddings calls take',
);
export const embeddingsInputTokens: MetricDefinition = tokens(
  'gen_ai.client.embeddings.operation.input_tokens',
  'Input tokens of an embeddings call',
);

const calls = (name: string, unit: string, description: string): MetricDefinition => ({
  name,
  kind: 'histogram',
  unit,
  description,
  integer: true,
  buckets: [1, 2, 4, 8, 16, 32, 64, 128],
});

export const invokeAgentDuration: MetricDefinition = {
  ...seconds('gen_ai.invoke_agent.duration', 'How long a run of `runTools` takes'),
  buckets: [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 51.2, 102.4, 204.8, 409.6],
};
export const invokeAgentInferenceCalls: MetricDefinition = calls(
  'gen_ai.invoke_agent.inference_calls',
  '{inference_call}',
  'Calls of a model in one run of `runTools`',
);
export const invokeAgentToolCalls: MetricDefinition = calls(
  'gen_ai.invoke_agent.tool_calls',
  '{tool_call}',
  'Tools executed in one run of `runTools`',
);
export const executeToolDuration: MetricDefinition = seconds(
  'gen_ai.execute_tool.duration',
  'How long a tool of `runTools` takes',
);

export const cost: MetricDefinition = {
  name: 'azure.openai.client.cost',
  kind: 'counter',
  unit: '{USD}',
  description: 'Cost of calls at list price, or the part of it that is known',
};
export const unpriced: MetricDefinition = count(
  'azure.openai.client.unpriced',
  '{call}',
  'Calls whose cost is not known as a whole, by reason',
);
export const tokenParts: MetricDefinition = count(
  'azure.openai.client.token.parts',
  '{token}',
  'Tokens that are part of the input (cache_read, cache_creation) or of the output (reasoning)',
);
export const choices: MetricDefinition = count('azure.openai.client.choices', '{choice}', 'Choices by finish reason');
export const contentFilter: MetricDefinition = count(
  'azure.openai.client.content_filter',
  '{verdict}',
  'What the content filter found',
);
export const retries: MetricDefinition = count(
  'azure.openai.client.retries',
  '{attempt}',
  'Attempts that the client made again, by reason',
);
export const throttled: MetricDefinition = count(
  'azure.openai.client.throttled',
  '{attempt}',
  'Attempts that were answered with 429',
);
export const remainingRequests: MetricDefinition = gauge(
  'azure.openai.rate_limit.remaining.requests',
  '{request}',
  'Requests left in the window',
);
export const remainingTokens: MetricDefinition = gauge(
  'azure.openai.rate_limit.remaining.tokens',
  '{token}',
  'Tokens left in the window',
);
export const limitRequests: MetricDefinition = gauge(
  'azure.openai.rate_limit.limit.requests',
  '{request}',
  'Requests that the window allows',
);
export const limitTokens: MetricDefinition = gauge(
  'azure.openai.rate_limit.limit.tokens',
  '{token}',
  'Tokens that the window allows',
);
export const budgetExceeded: MetricDefinition = count(
  'azure.openai.budget.exceeded',
  '{budget}',
  'Budgets that were exceeded: one for each window, and each value that the budget is counted by',
);

import { type AttributeValue, durationMs, type ReceivedSpan } from '../receiver/telemetry.ts';

/** One call of Azure OpenAI, read from its span. */
export interface ObservedCall {
  span: ReceivedSpan;
  deployment: string;
  /** The model that answered; `undefined` if none did. */
  model: string | undefined;
  /** Tokens; `undefined` if the span does not have them. `cached` is part of `input`, `reasoning` of `output`. */
  input: number | undefined;
  cached: number | undefined;
  output: number | undefined;
  reasoning: number | undefined;
  /** In USD; `undefined` without a price. */
  cost: number | undefined;
  durationMs: number;
  /** Until the first chunk of a stream, in ms. */
  firstChunkMs: number | undefined;
  /** Why it finished, or what went wrong. */
  result: string;
  failed: boolean;
  /** Statuses of the attempts that the client tried again, from the spans of the HTTP client. */
  retried: number[];
}

/** The calls among the spans, in the order in which they began. */
export function callsOf(spans: readonly ReceivedSpan[]): ObservedCall[] {
  return spans
    .filter((span) => span.attributes['gen_ai.operation.name'] !== undefined)
    .toSorted((a, b) => Number(a.startTime - b.startTime))
    .map((span) => callOf(span, spans));
}

function callOf(span: ReceivedSpan, spans: readonly ReceivedSpan[]): ObservedCall {
  const { attributes } = span;
  const firstChunk = numberOf(attributes['gen_ai.response.time_to_first_chunk']);
  return {
    span,
    deployment: textOf(attributes['azure.openai.deployment']) ?? textOf(attributes['gen_ai.request.model']) ?? '',
    model: textOf(attributes['gen_ai.response.model']),
    input: numberOf(attributes['gen_ai.usage.input_tokens']),
    cached: numberOf(attributes['gen_ai.usage.cache_read.input_tokens']),
    output: numberOf(attributes['gen_ai.usage.output_tokens']),
    reasoning: numberOf(attributes['gen_ai.usage.reasoning.output_tokens']),
    cost: numberOf(attributes['cost']),
    durationMs: durationMs(span),
    firstChunkMs: firstChunk === undefined ? undefined : firstChunk * 1000,
    result: resultOf(span),
    failed: span.status.code === 'error',
    retried: retriedStatuses(span, spans),
  };
}

function resultOf({ attributes }: ReceivedSpan): string {
  const error = textOf(attributes['azure.openai.error.code']) ?? textOf(attributes['error.type']);
  const finish = attributes['gen_ai.response.finish_reasons'];
  return error ?? textOf(attributes['azure.openai.outcome']) ?? (Array.isArray(finish) ? finish.join(', ') : 'unknown');
}

function retriedStatuses(call: ReceivedSpan, spans: readonly ReceivedSpan[]): number[] {
  return spans
    .filter((span) => span.traceId === call.traceId && span.parentSpanId === call.spanId)
    .toSorted((a, b) => Number(a.startTime - b.startTime))
    .slice(0, -1)
    .flatMap((span) => numberOf(span.attributes['http.response.status_code']) ?? []);
}

function textOf(value: AttributeValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function numberOf(value: AttributeValue | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

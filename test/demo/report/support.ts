import type { Attributes, ReceivedSpan, SpanKind } from '../../../src/receiver/telemetry.ts';

/** Text as it is. */
export const plain = (_style: string, text: string): string => text;

let spans = 0;

/** A span that took from `from` to `to`, in ms. */
export function span(
  name: string,
  { from = 0, to = 10, parent, kind = 'client', ...attributes }: SpanFacts = {},
): ReceivedSpan {
  spans += 1;
  const error = attributes['error.type'] !== undefined;
  return {
    traceId: parent?.traceId ?? `trace-${spans}`,
    spanId: `span-${spans}`,
    parentSpanId: parent?.spanId,
    name,
    kind,
    startTime: BigInt(from) * 1_000_000n,
    endTime: BigInt(to) * 1_000_000n,
    attributes: attributes as Attributes,
    status: { code: error ? 'error' : 'unset', message: '' },
    events: [],
    resource: { 'service.name': 'tested' },
    scope: { name: 'tester', version: '' },
  };
}

export interface SpanFacts {
  from?: number;
  to?: number;
  parent?: ReceivedSpan;
  kind?: SpanKind;
  [attribute: string]: unknown;
}

/** The span of a chat call. */
export function chat(deployment: string, facts: SpanFacts = {}): ReceivedSpan {
  return span(`chat ${deployment}`, {
    'gen_ai.operation.name': 'chat',
    'azure.openai.deployment': deployment,
    ...facts,
  });
}

/** Attributes that an answer of a model adds. */
export function answered(model: string, input: number, output: number, cost?: number): SpanFacts {
  return {
    'gen_ai.response.model': model,
    'gen_ai.usage.input_tokens': input,
    'gen_ai.usage.output_tokens': output,
    'gen_ai.usage.cache_read.input_tokens': 0,
    'gen_ai.usage.reasoning.output_tokens': 0,
    'gen_ai.response.finish_reasons': ['stop'],
    ...(cost !== undefined && { cost }),
  };
}

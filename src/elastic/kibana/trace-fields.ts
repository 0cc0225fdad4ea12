import { OTHER_OPERATIONS } from '../../instrumentation/semconv/operations.ts';
import { COST_NANO_USD, TRACES, type TraceStorage } from '../streams.ts';
import type { RuntimeField } from './fields.ts';
import { allOf, type Filter, isOneOf } from './filter.ts';

/** The fields of spans in one storage. */
export interface TraceFields {
  readonly storage: TraceStorage;
  /** Data streams with spans. */
  readonly indices: string;
  /** Suffix of the ids of what exists for each storage. */
  readonly suffix: '' | '-otel';
  /** The data view. */
  readonly view: 'traces' | 'traces-otel';
  /** Suffix of titles. */
  readonly titleSuffix: string;
  readonly service: string;
  readonly traceId: string;
  readonly spanName: string;
  readonly operation: string;
  readonly deployment: string;
  readonly model: string;
  readonly errorType: string;
  /** Number of retries. Only calls with retries have it. */
  readonly retryCount: string;
  /** Cost of a call in nano-USD, an integer. */
  readonly costNanoUsd: string;
  readonly runtime: {
    /** Cost of a call in USD. */
    readonly cost: RuntimeField;
    /** Duration of a call in milliseconds. */
    readonly latency: RuntimeField;
    /** Time to the first chunk of a stream in milliseconds. */
    readonly firstChunk: RuntimeField;
    readonly retries: RuntimeField;
    readonly inputTokens: RuntimeField;
    readonly outputTokens: RuntimeField;
    readonly tenant: RuntimeField;
  };
  /** Calls of an application: neither runs of tools nor sessions. */
  readonly isCall: Filter;
  readonly isPriced: Filter;
  readonly hasFailed: Filter;
  /** Calls with an attempt that was answered with 429. */
  readonly isThrottled: Filter;
  /** Calls of which Azure filtered the prompt or the completion for a category. */
  isFiltered(side: 'prompt' | 'completion', category: string): Filter;
}

/** Fields that the two storages name in their own way. */
const OWN = {
  apm: {
    suffix: '',
    view: 'traces',
    titleSuffix: '',
    traceId: 'trace.id',
    spanName: 'span.name',
    // A call without a span above it is a transaction.
    duration: [
      { field: 'span.duration.us', divisor: 1e3 },
      { field: 'transaction.duration.us', divisor: 1e3 },
    ],
    hasFailed: { field: 'event.outcome', is: 'failure' },
    // A boolean attribute as a filter compares it.
    yes: 'true',
  },
  otel: {
    suffix: '-otel',
    view: 'traces-otel',
    titleSuffix: ' (OpenTelemetry)',
    traceId: 'trace_id',
    spanName: 'name',
    duration: [{ field: 'duration', divisor: 1e6 }],
    hasFailed: { field: 'status.code', is: 'Error' },
    yes: true,
  },
} as const;

/**
 * Returns the names of the fields of spans.
 *
 * @param tenantAttribute the attribute that names a customer, such as `app.tenant`
 */
export function traceFields(storage: TraceStorage, tenantAttribute: string): TraceFields {
  const { indices, service, text, number } = TRACES[storage];
  const { duration, hasFailed, yes, ...own } = OWN[storage];
  const operation = text('gen_ai.operation.name');
  const costNanoUsd = number(COST_NANO_USD);
  const retryCount = number('azure.openai.retry.count');
  const runtime = (name: string, field: string, divisor?: number): RuntimeField => ({
    name: `azure_openai.${name}`,
    type: 'double',
    from: [{ field, ...(divisor !== undefined && { divisor }) }],
  });
  const isCall = allOf({ field: operation, exists: true }, { not: isOneOf(operation, OTHER_OPERATIONS) });
  return {
    storage,
    ...own,
    indices,
    service,
    operation,
    deployment: text('azure.openai.deployment'),
    model: text('gen_ai.response.model'),
    errorType: text('error.type'),
    retryCount,
    costNanoUsd,
    runtime: {
      cost: runtime('cost_usd', costNanoUsd, 1e9),
      latency: { name: 'azure_openai.latency_ms', type: 'double', from: duration },
      firstChunk: runtime('first_chunk_ms', number('gen_ai.response.time_to_first_chunk'), 1e-3),
      retries: runtime('retries', retryCount),
      inputTokens: runtime('input_tokens', number('gen_ai.usage.input_tokens')),
      outputTokens: runtime('output_tokens', number('gen_ai.usage.output_tokens')),
      tenant: { name: 'azure_openai.tenant', type: 'keyword', from: [{ field: text(tenantAttribute) }] },
    },
    isCall: isCall!,
    isPriced: { field: costNanoUsd, exists: true },
    hasFailed,
    isThrottled: {
      any: [
        { field: number('azure.openai.error.status_code'), is: 429 },
        { field: text('azure.openai.retry.reasons'), is: '429' },
      ],
    },
    isFiltered: (side, category) => ({
      field: text(`azure.openai.content_filter.${side}.${category}.filtered`),
      is: yes,
    }),
  };
}

import { createHash } from 'node:crypto';
import type { Attributes, ReceivedLogRecord, ReceivedMetric } from '../receiver/telemetry.ts';
import { countAt, hasModelOperation, textAt } from './call-row.ts';
import { toMicros } from './times.ts';

/** A record of Azure's own logs, from the collectors. */
export interface PlatformCall {
  /** The document's id: a record that is stored again is stored once. */
  readonly id: string;
  /** µs since 1970. */
  readonly time: number;
  /** Whether it is of a call of a model. Others, such as of an audit, are not compared with what is traced. */
  readonly isCall: boolean;
  /** Such as `RequestResponse`. */
  readonly category: string | null;
  /** Name of the Azure OpenAI resource. */
  readonly resource: string | null;
  readonly deployment: string | null;
  readonly model: string | null;
  readonly operation: string | null;
  /** The caller's address, as far as Azure reports it. */
  readonly caller: string | null;
  /** `apim-request-id`, which the span of the call has too. */
  readonly requestId: string | null;
  /** HTTP status. */
  readonly status: number | null;
  /** µs. */
  readonly dur: number | null;
  readonly input: number | null;
  readonly output: number | null;
  /** The whole record as JSON. */
  readonly document: string;
}

/** Values of Azure Monitor at a time, from the collectors. */
export interface PlatformMetric {
  readonly id: string;
  /** µs since 1970. */
  readonly time: number;
  readonly resource: string | null;
  readonly deployment: string | null;
  /** Utilization of a provisioned deployment, from 0 to 1 and beyond. */
  readonly utilization: number | null;
  /** Name of the model in the price table; null if it is not known. */
  readonly model?: string | null;
  /** Tokens that the platform counts, by part: of `input`, some may be of `cachedInput`. */
  readonly tokens?: Readonly<Partial<Record<'input' | 'cachedInput' | 'output', number>>>;
  /** The values as JSON. */
  readonly document: string;
}

/** A record as the collectors' OTLP sink names its attributes, besides the document. */
export interface PlatformSource {
  readonly attributes: Attributes;
  /** Of the Azure resource. */
  readonly resource: Attributes;
  /** ns since 1970. */
  readonly time: bigint;
}

/** Reads the row of a record, which has the attributes `log.record.uid` and `azure.category`. */
export function readPlatformCall({ attributes, resource, time }: PlatformSource, document: string): PlatformCall {
  const duration = attributes['azure.operation.duration'];
  return {
    id: textAt(attributes, 'log.record.uid') ?? '',
    time: toMicros(time),
    isCall: hasModelOperation(attributes),
    category: textAt(attributes, 'azure.category'),
    resource: textAt(resource, 'service.name'),
    deployment: textAt(attributes, 'azure.openai.deployment'),
    model: textAt(attributes, 'gen_ai.response.model'),
    operation: textAt(attributes, 'azure.operation.name'),
    caller: textAt(attributes, 'client.address'),
    requestId: textAt(attributes, 'azure.service.request.id'),
    status: countAt(attributes, 'http.response.status_code'),
    dur: typeof duration === 'number' && duration >= 0 ? Math.round(duration * 1000) : null,
    input: countAt(attributes, 'gen_ai.usage.input_tokens'),
    output: countAt(attributes, 'gen_ai.usage.output_tokens'),
    document,
  };
}

/** Reads the row of values, by the names that the collectors' OTLP sink gives to them. */
export function readPlatformMetric(
  id: string,
  { attributes, resource, time }: PlatformSource,
  values: Readonly<Record<string, unknown>>,
  document: string,
): PlatformMetric {
  const percent = UTILIZATIONS.map((name) => values[name]).find((value) => typeof value === 'number');
  return {
    id,
    time: toMicros(time),
    resource: textAt(resource, 'service.name'),
    deployment: textAt(attributes, 'azure.openai.deployment'),
    utilization: percent === undefined ? null : percent / 100,
    model: textAt(attributes, 'gen_ai.response.model'),
    tokens: Object.fromEntries(
      Object.entries(TOKENS).flatMap(([name, part]) =>
        typeof values[name] === 'number' ? [[part, values[name]]] : [],
      ),
    ),
    document,
  };
}

/** Metrics of tokens by model, which a call counts in once. */
const TOKENS: Readonly<Record<string, 'input' | 'cachedInput' | 'output'>> = {
  'azure.openai.input_tokens': 'input',
  'azure.openai.cache_read_input_tokens': 'cachedInput',
  'azure.openai.output_tokens': 'output',
};

/** Metrics of utilization in percent, the newer one first. */
const UTILIZATIONS = [
  'provisioned_managed_utilization_v2',
  'provisioned_managed_utilization',
  'provisioned_utilization',
].map((metric) => `azure.openai.${metric}.average`);

/** Reads the row of a log record that a collector exported; undefined for any other log record. */
export function receivedPlatformCall(record: ReceivedLogRecord): PlatformCall | undefined {
  const { attributes, body, resource, time } = record;
  if (textAt(attributes, 'log.record.uid') === null || textAt(attributes, 'azure.category') === null) return undefined;
  return readPlatformCall(record, JSON.stringify({ time: isoTime(time), attributes, body, resource }));
}

/** Reads a row of each point of a collector's metric that the page or the bill shows; none for any other metric. */
export function receivedPlatformMetrics({ name, resource, points }: ReceivedMetric): PlatformMetric[] {
  if (!UTILIZATIONS.includes(name) && TOKENS[name] === undefined) return [];
  return points.map(({ startTime, time, attributes, value }) => {
    // OTLP has no ids: the same values at the same time are the same point.
    const document = JSON.stringify({ time: isoTime(startTime || time), name, value, attributes, resource });
    const id = createHash('sha256').update(document).digest('base64url');
    return readPlatformMetric(id, { attributes, resource, time: startTime || time }, { [name]: value }, document);
  });
}

function isoTime(nanoseconds: bigint): string {
  return new Date(toMicros(nanoseconds) / 1000).toISOString();
}

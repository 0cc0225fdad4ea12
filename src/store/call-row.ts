import { OTHER_OPERATIONS } from '../instrumentation/semconv/operations.ts';
import { bigPicoFromUsd } from '../pricing/pico-usd.ts';
import type { AttributeValue, Attributes, ReceivedSpan } from '../receiver/telemetry.ts';
import { RESULTS } from './results.ts';
import { timesOf } from './times.ts';

/** Names of the attributes by which calls are grouped. */
export interface GroupAttributes {
  /** @default 'app.tenant' */
  readonly tenant?: string;
  /** @default 'app.feature' */
  readonly feature?: string;
}

/** A call, by the columns of `calls`. Times are in µs, costs in pico-USD. */
export interface CallRow {
  readonly start: number;
  readonly dur: number;
  readonly first: number | null;
  readonly service: string | null;
  readonly deployment: string | null;
  readonly model: string | null;
  readonly tenant: string | null;
  readonly feature: string | null;
  readonly operation: string | null;
  readonly region: string | null;
  readonly resource: string | null;
  readonly api_version: string | null;
  readonly result: number;
  readonly error_type: string | null;
  readonly http_status: number | null;
  readonly error_code: string | null;
  readonly finish: string | null;
  readonly stream: number;
  readonly input: number | null;
  readonly cached: number | null;
  readonly cache_write: number | null;
  readonly output: number | null;
  readonly reasoning: number | null;
  readonly cost: bigint | null;
  readonly partial: bigint | null;
  /** Whether the call was answered and its cost is not known, or known in part. */
  readonly unpriced: number;
  readonly cost_absent: string | null;
  readonly estimated: number;
  readonly limit_requests: number | null;
  readonly limit_tokens: number | null;
  readonly remaining_requests: number | null;
  readonly remaining_tokens: number | null;
  /** The lower of what is left of both limits, in thousandths. */
  readonly headroom: number | null;
  readonly retries: number;
  readonly retry_delay: number;
  /** Whether the content filter refused the prompt or cut the completion. */
  readonly filtered: number;
  readonly spilled: number;
  readonly spilled_from: string | null;
  /** The deployment that answered a call that was spilled over. */
  readonly spilled_to: string | null;
  readonly request_id: string | null;
  readonly response_id: string | null;
}

/** Columns whose texts are stored as numbers of `strings`. */
export const INTERNED: readonly InternedColumn[] = [
  'service',
  'deployment',
  'model',
  'tenant',
  'feature',
  'operation',
  'region',
  'resource',
  'api_version',
  'error_type',
  'error_code',
  'finish',
  'cost_absent',
  'spilled_from',
  'spilled_to',
];

type InternedColumn = Exclude<
  { [Column in keyof CallRow]: CallRow[Column] extends string | null ? Column : never }[keyof CallRow],
  'request_id' | 'response_id' | NullColumn
>;
type NullColumn = { [Column in keyof CallRow]: string extends CallRow[Column] ? never : Column }[keyof CallRow];

/** Reports whether a span is a call of a model: it has `gen_ai.operation.name`, of whichever instrumentation. */
export function isCall({ attributes }: ReceivedSpan): boolean {
  return hasModelOperation(attributes);
}

/** Reports whether attributes are of an operation of a model. */
export function hasModelOperation(attributes: Attributes): boolean {
  const operation = attributes['gen_ai.operation.name'];
  return typeof operation === 'string' && !OTHER_OPERATIONS.includes(operation);
}

/** Reads the row of a call from its span. A value that the span does not have is null, never 0. */
export function readCall(span: ReceivedSpan, groups: GroupAttributes = {}): CallRow {
  const { attributes, resource } = span;
  const text = (...names: string[]): string | null => firstOf(names, (name) => textAt(attributes, name));
  const count = (...names: string[]): number | null => firstOf(names, (name) => countAt(attributes, name));
  const finish = attributes['gen_ai.response.finish_reasons'];
  const { tenant = 'app.tenant', feature = 'app.feature' } = groups;
  const result = readResult(span);
  const isSpilled = attributes['azure.openai.spilled_over'] === true;
  const input = count('gen_ai.usage.input_tokens', 'prompt_tokens', 'gen_ai.usage.prompt_tokens');
  const output = count('gen_ai.usage.output_tokens', 'completion_tokens', 'gen_ai.usage.completion_tokens');
  const cost = picoAt(attributes, 'cost') ?? picoAt(attributes, 'gen_ai.usage.cost.amount');
  return {
    ...timesOf(span),
    first: microsFrom(attributes['gen_ai.response.time_to_first_chunk']),
    service: textAt(resource, 'service.name'),
    deployment: text('azure.openai.deployment', 'gen_ai.request.model'),
    model: text('gen_ai.response.model', 'model'),
    tenant: text(tenant) ?? textAt(resource, tenant),
    feature: text(feature) ?? textAt(resource, feature),
    operation: text('gen_ai.operation.name'),
    region: text('azure.openai.region'),
    resource: text('azure.openai.resource', 'server.address'),
    api_version: text('azure.openai.api_version'),
    result,
    error_type: text('error.type'),
    http_status: readStatus(attributes),
    error_code: text('azure.openai.error.code'),
    finish: Array.isArray(finish) ? finish.join(', ') : null,
    stream: Number(attributes['gen_ai.request.stream'] === true),
    input,
    cached: count('gen_ai.usage.cache_read.input_tokens'),
    cache_write: count('gen_ai.usage.cache_creation.input_tokens', 'gen_ai.usage.cache_write.input_tokens'),
    output,
    reasoning: count('gen_ai.usage.reasoning.output_tokens'),
    cost,
    partial: picoAt(attributes, 'azure.openai.cost.partial'),
    unpriced: Number(cost === null && lacksCost(attributes, input !== null || output !== null)),
    cost_absent: text('azure.openai.cost.absent_reason'),
    estimated: Number(attributes['azure.openai.cost.estimated'] === true),
    ...readLimits(attributes),
    retries: count('azure.openai.retry.count') ?? 0,
    retry_delay: sumOfRetryDelays(span),
    filtered: Number(result === RESULTS.filtered || (Array.isArray(finish) && finish.includes('content_filter'))),
    spilled: Number(isSpilled),
    spilled_from: isSpilled ? text('azure.openai.spillover.from_deployment', 'azure.openai.deployment') : null,
    spilled_to: isSpilled ? text('azure.openai.served_deployment', 'azure.openai.deployment') : null,
    request_id: text('azure.service.request.id'),
    response_id: text('gen_ai.response.id'),
  };
}

type Limits = Pick<CallRow, 'limit_requests' | 'limit_tokens' | 'remaining_requests' | 'remaining_tokens' | 'headroom'>;

function readLimits(attributes: Attributes): Limits {
  const limit_requests = countAt(attributes, 'azure.openai.rate_limit.limit.requests');
  const limit_tokens = countAt(attributes, 'azure.openai.rate_limit.limit.tokens');
  const remaining_requests = countAt(attributes, 'azure.openai.rate_limit.remaining.requests');
  const remaining_tokens = countAt(attributes, 'azure.openai.rate_limit.remaining.tokens');
  const shares = [shareLeft(remaining_requests, limit_requests), shareLeft(remaining_tokens, limit_tokens)];
  const known = shares.filter((share) => share !== null);
  const headroom = known.length > 0 ? Math.min(...known) : null;
  return { limit_requests, limit_tokens, remaining_requests, remaining_tokens, headroom };
}

function shareLeft(remaining: number | null, limit: number | null): number | null {
  return remaining === null || !limit ? null : Math.min(1000, Math.round((remaining / limit) * 1000));
}

function firstOf<T>(names: readonly string[], read: (name: string) => T | null): T | null {
  for (const name of names) {
    const value = read(name);
    if (value !== null) return value;
  }
  return null;
}

/** Returns an attribute as text; null if it is neither a text nor a number. */
export function textAt(attributes: Attributes, name: string): string | null {
  const value = attributes[name];
  return typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : null;
}

/** Returns an attribute that is a whole number of 0 or more. */
export function countAt(attributes: Attributes, name: string): number | null {
  const value = attributes[name];
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

/** Reports whether a call without a cost should have one. */
function lacksCost(attributes: Attributes, hasUsage: boolean): boolean {
  const reason = attributes['azure.openai.cost.absent_reason'];
  // A background response is priced by the call that sees it finished.
  if (reason === 'not_finished') return false;
  return hasUsage || reason !== undefined || attributes['azure.openai.cost.partial'] !== undefined;
}

/** Reads a cost up to a million USD: SQLite's integers have 64 bits. */
function picoAt(attributes: Attributes, name: string): bigint | null {
  const value = attributes[name];
  if (typeof value !== 'number' || !(value >= 0) || value > 1e6) return null;
  return bigPicoFromUsd(value) ?? null;
}

/** Converts seconds to µs. */
function microsFrom(seconds: AttributeValue | undefined): number | null {
  return typeof seconds === 'number' && seconds >= 0 && seconds < 1e9 ? Math.round(seconds * 1e6) : null;
}

function readStatus(attributes: Attributes): number | null {
  const status =
    countAt(attributes, 'azure.openai.error.status_code') ?? countAt(attributes, 'http.response.status_code');
  if (status !== null) return status;
  const type = attributes['error.type'];
  return typeof type === 'string' && /^[45]\d\d$/.test(type) ? Number(type) : null;
}

function readResult({ attributes, status }: ReceivedSpan): number {
  const outcome = attributes['azure.openai.outcome'];
  if (status.code !== 'error' && attributes['error.type'] === undefined) {
    return outcome === 'cancelled' || outcome === 'abandoned' ? RESULTS.cancelled : RESULTS.ok;
  }
  const http = readStatus(attributes);
  if (isFilterRefusal(attributes)) return RESULTS.filtered;
  if (http === 429) return RESULTS.throttled;
  if (http !== null) return http >= 500 ? RESULTS.serverError : RESULTS.clientError;
  const type = String(attributes['error.type']);
  if (type === 'APIUserAbortError') return RESULTS.cancelled;
  return /connection|timeout/i.test(type) ? RESULTS.noAnswer : RESULTS.clientError;
}

function isFilterRefusal(attributes: Attributes): boolean {
  const codes = [attributes['azure.openai.error.code'], attributes['azure.openai.error.inner_code']];
  return codes.includes('content_filter') || codes.includes('ResponsibleAIPolicyViolation');
}

/** The time that the client waited before its retries, in µs. */
function sumOfRetryDelays({ events }: ReceivedSpan): number {
  const delays = events.map(({ attributes }) => microsFrom(attributes['azure.openai.retry.delay']) ?? 0);
  return delays.reduce((sum, delay) => sum + delay, 0);
}

import type { JsonObject, JsonValue, RawJson } from '../../contracts/document.ts';
import { rawInteger, rawJson } from '../decode/json.ts';
import type { Draft } from './draft.ts';
import { isGatewayCategory } from '../record-options.ts';

/**
 * Where Azure's services write when something happened, the usual one first, in lower case: they write them in
 * different cases. Log Analytics exports `TimeGenerated`.
 */
const TIME_FIELDS = ['time', 'timegenerated', 'timestamp', 'eventtimestring', 'eventtimestamp', 'starttime'] as const;

const ISO_TIME = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$/;

/** When a record's call happened. */
export interface RecordTime {
  /** Milliseconds since 1970; Azure's seven decimals are cut, as Elasticsearch's dates have three. */
  readonly time: number;
  /** The field that says so; absent if the record says nothing that can be read. */
  readonly field?: string;
}

/** The first time-like field of a record that holds an ISO 8601 time, or else when the hub took the event. */
export function recordTime(record: JsonObject, enqueuedTime: number): RecordTime {
  const usual = timeIn(record, 'time');
  if (usual !== undefined) return usual;
  const names = Object.groupBy(Object.keys(record), (name) => name.toLowerCase());
  for (const field of TIME_FIELDS.flatMap((name) => names[name] ?? [])) {
    const found = timeIn(record, field);
    if (found !== undefined) return found;
  }
  return { time: enqueuedTime };
}

function timeIn(record: JsonObject, field: string): RecordTime | undefined {
  const value = record[field];
  const time = typeof value === 'string' ? parseTime(value) : undefined;
  return time === undefined ? undefined : { time, field };
}

/** Reads an ISO 8601 time; one without a zone is UTC, wherever this runs. */
function parseTime(text: string): number | undefined {
  const iso = ISO_TIME.exec(text);
  if (iso === null) return undefined;
  const time = Date.parse(iso[1] === undefined ? `${text}Z` : text);
  return Number.isNaN(time) ? undefined : time;
}

const TICKS_PER_MS = 10_000n;
const NS_PER_MS = 1_000_000n;

/**
 * How long a call took, in nanoseconds: from `request_time` and `response_time` where the record has them, since
 * `durationMs` is sometimes wrong (−1021 for a picture of DALL·E 3). They are .NET ticks (100 ns since the year 1) of
 * 18 digits; as in Elastic's documents, what they say is cut to whole milliseconds.
 *
 * @param durationMs the record's own word, in milliseconds
 * @returns undefined if neither says a duration, and none is negative
 * @see https://github.com/elastic/integrations/issues/9987
 */
export function eventDuration(durationMs: unknown, properties: JsonObject | undefined): number | RawJson | undefined {
  const ticks = ticksBetween(properties?.['request_time'], properties?.['response_time']);
  if (ticks !== undefined && ticks >= 0n) return nanoseconds(ticks / TICKS_PER_MS);
  const ms = typeof durationMs === 'string' && durationMs.trim() !== '' ? Number(durationMs) : durationMs;
  if (typeof ms !== 'number' || !Number.isFinite(ms) || ms < 0) return undefined;
  const ns = Math.round(ms * 1e6);
  return Number.isSafeInteger(ns) ? ns : nanoseconds(BigInt(Math.round(ms)));
}

function ticksBetween(from: unknown, to: unknown): bigint | undefined {
  // Ticks have been beyond 2^53 since the year 29.
  const start = rawInteger(from);
  const end = rawInteger(to);
  return start === undefined || end === undefined ? undefined : end - start;
}

function nanoseconds(ms: bigint): number | RawJson {
  const ns = ms * NS_PER_MS;
  return ns <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(ns) : rawJson(String(ns));
}

/** ECS `event.outcome`. */
export type Outcome = 'success' | 'failure' | 'unknown';

const RESULTS: ReadonlyMap<string, Outcome> = new Map([
  ['succeeded', 'success'],
  ['success', 'success'],
  ['failed', 'failure'],
  ['failure', 'failure'],
]);

/**
 * Whether a call succeeded: by `resultType`, as Elastic's documents have it. For API Management, whose records do not
 * all have one, by `isRequestSuccess`, else by the status that the client got, else by that of the backend; `unknown`
 * if they are there and none of them is clear.
 *
 * @returns undefined if the record says nothing of it
 */
export function eventOutcome({ category, resultType, openAi, properties, httpResponse }: Draft): Outcome | undefined {
  const result = typeof resultType === 'string' ? RESULTS.get(resultType.toLowerCase()) : undefined;
  if (result !== undefined || !isGatewayCategory(category)) return result;
  const isSuccess = openAi['is_request_success'] ?? properties?.['is_request_success'];
  const statuses = [httpResponse?.['status_code'], properties?.['backend_response_code']];
  const clear = ofBoolean(isSuccess) ?? statuses.map(ofStatus).find((outcome) => outcome !== undefined);
  if (clear !== undefined) return clear;
  return [isSuccess, ...statuses].some((value) => value !== undefined) ? 'unknown' : undefined;
}

function ofBoolean(value: JsonValue | undefined): Outcome | undefined {
  const text = String(value).toLowerCase();
  return text === 'true' ? 'success' : text === 'false' ? 'failure' : undefined;
}

/** API Management writes 0 where there was no response. */
function ofStatus(value: JsonValue | undefined): Outcome | undefined {
  const status = typeof value === 'string' ? Number(value) : value;
  if (typeof status !== 'number' || !(status >= 100 && status <= 599)) return undefined;
  return status < 400 ? 'success' : 'failure';
}

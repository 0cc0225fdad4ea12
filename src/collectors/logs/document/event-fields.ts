import { type JsonObject, type JsonValue, type RawJson, toRawJson } from '../../contracts/document.ts';
import { readRawInteger } from '../decode/json.ts';
import { isGatewayCategory } from '../record-options.ts';
import type { Draft } from './draft.ts';

/**
 * The fields in which Azure's services write when something happened, in lower case and the usual one first. Services
 * spell them in different cases. Log Analytics exports `TimeGenerated`.
 */
const TIME_FIELDS = ['time', 'timegenerated', 'timestamp', 'eventtimestring', 'eventtimestamp', 'starttime'] as const;

const ISO_TIME = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$/;

interface RecordTime {
  /** Milliseconds since 1970; Azure's seven decimals are cut to the three of Elasticsearch. */
  readonly time: number;
  /** The field that holds it; absent if none is readable. */
  readonly field?: string;
}

/** Returns the first ISO 8601 time of a record, or else when the hub received the event. */
export function readTime(record: JsonObject, enqueuedTime: number): RecordTime {
  const usual = readTimeField(record, 'time');
  if (usual !== undefined) return usual;
  const names = Object.groupBy(Object.keys(record), (name) => name.toLowerCase());
  for (const field of TIME_FIELDS.flatMap((name) => names[name] ?? [])) {
    const found = readTimeField(record, field);
    if (found !== undefined) return found;
  }
  return { time: enqueuedTime };
}

/** A time without a zone is UTC, whatever the zone of this machine. */
function readTimeField(record: JsonObject, field: string): RecordTime | undefined {
  const value = record[field];
  const iso = typeof value === 'string' ? ISO_TIME.exec(value) : null;
  if (iso === null) return undefined;
  const time = Date.parse(iso[1] === undefined ? `${iso[0]}Z` : iso[0]);
  return Number.isNaN(time) ? undefined : { time, field };
}

/** Returns ECS `event.*` of a record; undefined if it would be empty. */
export function createEventFields(draft: Draft, original: string | undefined): JsonObject | undefined {
  const { durationMs, properties, openAi } = draft;
  const outcome = readOutcome(draft);
  const duration = readDuration(durationMs, properties);
  // A value that is not a duration, such as a negative one, is kept.
  if (duration === undefined && durationMs !== undefined) openAi['duration_ms'] = durationMs;
  if (duration === undefined && outcome === undefined && original === undefined) return undefined;
  const event: JsonObject = {};
  if (duration !== undefined) event['duration'] = duration;
  if (outcome !== undefined) event['outcome'] = outcome;
  if (original !== undefined) event['original'] = original;
  return event;
}

const TICKS_PER_MS = 10_000n;
const NS_PER_MS = 1_000_000n;

/**
 * Returns how long a call took, in nanoseconds: from `request_time` and `response_time` if the record has them, since
 * `durationMs` is sometimes wrong (−1021 for an image of DALL·E 3). They are .NET ticks (100 ns since the year 1) of 18
 * digits; their difference is cut to whole milliseconds, as in Elastic's documents.
 *
 * @returns undefined if neither is a duration, or both are negative
 * @see https://github.com/elastic/integrations/issues/9987
 */
function readDuration(durationMs: unknown, properties: JsonObject | undefined): number | RawJson | undefined {
  // Ticks have been beyond 2^53 since the year 29.
  const start = readRawInteger(properties?.['request_time']);
  const end = readRawInteger(properties?.['response_time']);
  if (start !== undefined && end !== undefined && end >= start) return toNanoseconds((end - start) / TICKS_PER_MS);
  const ms = typeof durationMs === 'string' && durationMs.trim() !== '' ? Number(durationMs) : durationMs;
  if (typeof ms !== 'number' || !Number.isFinite(ms) || ms < 0) return undefined;
  const ns = Math.round(ms * 1e6);
  return Number.isSafeInteger(ns) ? ns : toNanoseconds(BigInt(Math.round(ms)));
}

function toNanoseconds(ms: bigint): number | RawJson {
  const ns = ms * NS_PER_MS;
  return ns <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(ns) : toRawJson(String(ns));
}

/** ECS `event.outcome`. */
type EventOutcome = 'success' | 'failure' | 'unknown';

const RESULTS: ReadonlyMap<string, EventOutcome> = new Map([
  ['succeeded', 'success'],
  ['success', 'success'],
  ['failed', 'failure'],
  ['failure', 'failure'],
]);

/**
 * Returns whether a call succeeded: by `resultType`, as in Elastic's documents. API Management does not always write it;
 * then `isRequestSuccess` decides, else the status that the client got, else the backend's status. `unknown` if some of
 * them are present and none is clear.
 *
 * @returns undefined if the record has none of them
 */
function readOutcome({ category, resultType, openAi, properties, httpResponse }: Draft): EventOutcome | undefined {
  const result = typeof resultType === 'string' ? RESULTS.get(resultType.toLowerCase()) : undefined;
  if (result !== undefined || !isGatewayCategory(category)) return result;
  const isSuccess = openAi['is_request_success'] ?? properties?.['is_request_success'];
  const statuses = [httpResponse?.['status_code'], properties?.['backend_response_code']];
  const clear = readBoolean(isSuccess) ?? statuses.map(readStatus).find((outcome) => outcome !== undefined);
  if (clear !== undefined) return clear;
  return [isSuccess, ...statuses].some((value) => value !== undefined) ? 'unknown' : undefined;
}

function readBoolean(value: JsonValue | undefined): EventOutcome | undefined {
  const text = String(value).toLowerCase();
  return text === 'true' ? 'success' : text === 'false' ? 'failure' : undefined;
}

/** API Management writes 0 if there was no response. */
function readStatus(value: JsonValue | undefined): EventOutcome | undefined {
  const status = typeof value === 'string' ? Number(value) : value;
  if (typeof status !== 'number' || !(status >= 100 && status <= 599)) return undefined;
  return status < 400 ? 'success' : 'failure';
}

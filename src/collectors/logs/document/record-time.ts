import type { JsonObject } from '../../pipeline/document.ts';

/** Where Azure's services write when something happened, the usual one first. */
const TIME_FIELDS = [
  'time',
  'Time',
  'timeStamp',
  'timestamp',
  'EventTimeString',
  'EventTimestamp',
  'startTime',
] as const;

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
  for (const field of TIME_FIELDS) {
    const value = record[field];
    if (typeof value !== 'string') continue;
    const time = parseTime(value);
    if (time !== undefined) return { time, field };
  }
  return { time: enqueuedTime };
}

/** Reads an ISO 8601 time; one without a zone is UTC, wherever this runs. */
function parseTime(text: string): number | undefined {
  const iso = ISO_TIME.exec(text);
  if (iso === null) return undefined;
  const time = Date.parse(iso[1] === undefined ? `${text}Z` : text);
  return Number.isNaN(time) ? undefined : time;
}

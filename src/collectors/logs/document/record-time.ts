import type { JsonObject } from '../../contracts/document.ts';

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

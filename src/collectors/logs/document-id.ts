import { createHash } from 'node:crypto';
import type { HubEvent } from './event-hub/hub-event.ts';

/** Where an event stands: which one of which hub. */
export type EventPosition = Pick<HubEvent, 'namespace' | 'eventHub' | 'partitionId' | 'sequenceNumber'>;

/** Where a record stands. */
export type RecordPosition = EventPosition & {
  /** Counts every record of the event from 0, filtered and unreadable ones too. */
  readonly index: number;
};

/** Elasticsearch takes ids of 512 bytes; sequence number, index and time need 50 of them at most. */
const MAX_FRONT_BYTES = 440;

/**
 * The id of a record's document: `{namespace}/{eventHub}/{partitionId}/{sequenceNumber}/{index}/{time}`, the time in
 * milliseconds to base 36. The same record always has the same id, so that an event that comes again is stored once.
 * The time is there for a hub that was deleted and made anew under its name: its sequence numbers start again, and
 * without it new records would pass for old ones.
 *
 * @param index of the record within the event, from 0; filtered and unreadable records count too
 * @param time of the record, in milliseconds since 1970
 * @returns at most 512 bytes: names too long for that are replaced by their SHA-256
 */
export function documentId(event: EventPosition, index: number, time: number): string {
  return `${idFront(event)}/${event.sequenceNumber}/${index}/${time.toString(36)}`;
}

/** The part that all events of a partition share. */
function idFront({ namespace, eventHub, partitionId }: EventPosition): string {
  const front = `${namespace}/${eventHub}/${partitionId}`;
  // No character has more than 3 bytes for each unit of its length.
  if (front.length * 3 <= MAX_FRONT_BYTES || Buffer.byteLength(front) <= MAX_FRONT_BYTES) return front;
  return createHash('sha256').update(front).digest('hex');
}

/** The id for a record that comes from no hub: the SHA-256 of its text. */
export function textId(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

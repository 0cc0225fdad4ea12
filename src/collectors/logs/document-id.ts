import { createHash } from 'node:crypto';
import type { HubEvent } from './event-hub/hub-event.ts';

/** The place of an event in its hub. */
export type EventPosition = Pick<HubEvent, 'namespace' | 'eventHub' | 'partitionId' | 'sequenceNumber'>;

/** The place of a record in its hub. */
export type RecordPosition = EventPosition & {
  /** Counts every record of the event from 0, filtered and unreadable ones too. */
  readonly index: number;
};

/** Elasticsearch allows ids of 512 bytes; sequence number, index and time need 50 of them at most. */
const MAX_PREFIX_BYTES = 440;

/**
 * Returns the id of a record's document: `{namespace}/{eventHub}/{partitionId}/{sequenceNumber}/{index}/{time}`, the time
 * in milliseconds to base 36. A record always has the same id, so that an event that is read again is stored once. The
 * time is needed if a hub is deleted and created again under its name: its sequence numbers start again, and new records
 * would get the ids of old ones.
 *
 * @param index of the record within the event, from 0; filtered and unreadable records count too
 * @param time of the record, in milliseconds since 1970
 * @returns at most 512 bytes: names that are too long are replaced by their SHA-256
 */
export function documentId(event: EventPosition, index: number, time: number): string {
  return `${idPrefix(event)}/${event.sequenceNumber}/${index}/${time.toString(36)}`;
}

function idPrefix({ namespace, eventHub, partitionId }: EventPosition): string {
  const prefix = `${namespace}/${eventHub}/${partitionId}`;
  // UTF-8 has at most 3 bytes for each UTF-16 code unit.
  return prefix.length * 3 <= MAX_PREFIX_BYTES || Buffer.byteLength(prefix) <= MAX_PREFIX_BYTES
    ? prefix
    : hashText(prefix);
}

/** Returns the SHA-256 of a text: the id for a record that is from no hub. */
export function hashText(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

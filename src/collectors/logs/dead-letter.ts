import type { DeadLetter, JsonObject } from '../contracts/document.ts';
import type { HubEvent } from './event-hub/hub-event.ts';
import type { UnreadableRecord } from './decode/records-of.ts';

/**
 * The dead letter of what could not be read of an event.
 *
 * @param index of the record within the event; undefined for all of it
 */
export function recordDeadLetter(event: HubEvent, index: number | undefined, unreadable: UnreadableRecord): DeadLetter {
  const origin: JsonObject = {
    namespace: event.namespace,
    eventhub: event.eventHub,
    consumer_group: event.consumerGroup,
    partition_id: event.partitionId,
    offset: event.offset,
    sequence_number: event.sequenceNumber,
    enqueued_time: isoTime(event.enqueuedTime),
  };
  if (index !== undefined) origin['index'] = index;
  if (unreadable.encoding !== undefined) origin['encoding'] = unreadable.encoding;
  return { reason: unreadable.reason, origin, body: unreadable.body };
}

function isoTime(time: number): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? String(time) : date.toISOString();
}

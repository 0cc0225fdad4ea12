import type { Document, DeadLetter } from '../../../../src/collectors/contracts/document.ts';
import type { HubEvent } from '../../../../src/collectors/logs/event-hub/hub-event.ts';
import { type LogsMapperOptions, logsMapper } from '../../../../src/collectors/logs/logs-mapper.ts';

export const ENQUEUED: number = Date.UTC(2026, 10, 24, 9, 30, 0, 125);

export function hubEvent(body: string | Uint8Array, more: Partial<HubEvent> = {}): HubEvent {
  return {
    namespace: 'contoso.servicebus.windows.net',
    eventHub: 'openai-logs',
    consumerGroup: '$Default',
    partitionId: '3',
    sequenceNumber: 41,
    offset: '8589934592',
    enqueuedTime: ENQUEUED,
    body: typeof body === 'string' ? new TextEncoder().encode(body) : body,
    ...more,
  };
}

/** Maps an event with this body. */
export function mapBody(
  body: string | Uint8Array,
  options: LogsMapperOptions = {},
): { documents: Document[]; deadLetters: DeadLetter[] } {
  const mapped = logsMapper(options)(hubEvent(body));
  return {
    documents: mapped.flatMap((one) => ('document' in one ? [one.document] : [])),
    deadLetters: mapped.flatMap((one) => ('deadLetter' in one ? [one.deadLetter] : [])),
  };
}

/** Returns the JSON of a record whose category becomes a document. */
export function recordText(more: Record<string, unknown> = {}): string {
  return JSON.stringify({ category: 'RequestResponse', time: '2026-11-24T09:29:58.0000000Z', ...more });
}

/** Returns the fields of a document as they are stored. */
export function storedFields(document: Document | undefined): any {
  return JSON.parse(JSON.stringify(document?.fields ?? null));
}

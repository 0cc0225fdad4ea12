import type { JsonObject } from '../contracts/document.ts';
import type { Mapped, Mapper } from '../contracts/mapper.ts';
import { recordDeadLetter } from './dead-letter.ts';
import { decodeBody } from './decode/decode-body.ts';
import { documentId } from './document-id.ts';
import type { HubEvent } from './event-hub/hub-event.ts';
import { recordDocument, wantedCategory } from './document/record-document.ts';
import { type RecordOptions, type RecordSettings, recordSettings } from './record-options.ts';
import type { RecordSource } from './decode/record-source.ts';
import { UnreadableRecordError } from './unreadable-record-error.ts';

/** Options of {@link logsMapper}. */
export type LogsMapperOptions = RecordOptions;

/**
 * The mapper from events of an event hub, to which diagnostic settings stream resource logs, to the documents that
 * `diagnosticRecordToDocument` describes. Each record of an event becomes a document, is filtered by its category, or
 * becomes a dead letter that tells where it stood: it never throws, and drops nothing without a word.
 *
 * A document's id is `{namespace}/{eventHub}/{partitionId}/{sequenceNumber}/{index}/{time}`; see {@link documentId}.
 * The index counts every record of the event, also filtered and unreadable ones.
 */
export function logsMapper(options: LogsMapperOptions = {}): Mapper<HubEvent> {
  const settings = recordSettings(options);
  return (event) => {
    const decoded = decodeBody(event.body, options);
    const mapped: Mapped[] = [];
    for (let index = 0; index < decoded.length; index += 1) {
      const one = decoded[index];
      if (one === undefined) continue;
      if (one.record === undefined) {
        const position = one.whole && decoded.length === 1 ? undefined : index;
        mapped.push({ deadLetter: recordDeadLetter(event, position, one) });
      } else {
        mapped.push(mapRecord(event, index, one.record, one.source, settings));
      }
    }
    return mapped;
  };
}

const FILTERED: Mapped = Object.freeze({ filtered: true as const });

function mapRecord(
  event: HubEvent,
  index: number,
  record: JsonObject,
  source: RecordSource,
  settings: RecordSettings,
): Mapped {
  const category = wantedCategory(record, settings);
  if (category === undefined) return FILTERED;
  try {
    const { fields, time } = recordDocument(record, category, source, event.enqueuedTime, settings);
    return { document: { id: documentId(event, index, time), dataStream: settings.dataStream, fields } };
  } catch (error) {
    return { deadLetter: recordDeadLetter(event, index, { reason: reasonOf(error), body: source.text }) };
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof UnreadableRecordError) return error.message;
  // Other messages may quote the record.
  return `the record could not be mapped: ${error instanceof Error ? error.name : typeof error}`;
}

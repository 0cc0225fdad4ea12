import type { DeadLetter, JsonObject } from '../contracts/document.ts';
import type { Mapped, Mapper } from '../contracts/mapper.ts';
import { decodeBody } from './decode/decode-body.ts';
import { type ReadableRecord, type UnreadableRecord, UnreadableRecordError } from './decode/read-records.ts';
import { documentId } from './document-id.ts';
import { createRecordDocument, readWantedCategory } from './document/record-document.ts';
import type { HubEvent } from './event-hub/hub-event.ts';
import { readRecordOptions, type RecordOptions, type RecordSettings } from './record-options.ts';

/** Options of {@link logsMapper}. */
export type LogsMapperOptions = RecordOptions;

/**
 * Creates the mapper for events of an event hub that diagnostic settings stream resource logs to. Each record of an event
 * becomes a document as `diagnosticRecordToDocument` describes, is filtered by its category, or becomes a dead letter
 * with its position. The mapper never throws, and drops nothing silently.
 *
 * A document's id is `{namespace}/{eventHub}/{partitionId}/{sequenceNumber}/{index}/{time}`; see {@link documentId}.
 * The index counts every record of the event, also filtered and unreadable ones.
 */
export function logsMapper(options: LogsMapperOptions = {}): Mapper<HubEvent> {
  const settings = readRecordOptions(options);
  return (event) => {
    const decoded = decodeBody(event.body, settings);
    if (decoded.length === 0) return [FILTERED];
    return decoded.map((one, index) => {
      if (one.record !== undefined) return mapRecord(event, index, one, settings);
      const isWholeEvent = one.whole && decoded.length === 1;
      return { deadLetter: createDeadLetter(event, isWholeEvent ? undefined : index, one) };
    });
  };
}

const FILTERED: Mapped = Object.freeze({ filtered: true as const });

function mapRecord(
  event: HubEvent,
  index: number,
  { record, source }: ReadableRecord,
  settings: RecordSettings,
): Mapped {
  const category = readWantedCategory(record, settings);
  if (category === undefined) return FILTERED;
  try {
    const { fields, time } = createRecordDocument(record, category, source, event.enqueuedTime, settings);
    return { document: { id: documentId(event, index, time), dataStream: settings.dataStream, fields } };
  } catch (error) {
    return { deadLetter: createDeadLetter(event, index, { reason: describeProblem(error), body: source.text }) };
  }
}

function describeProblem(error: unknown): string {
  if (error instanceof UnreadableRecordError) return error.message;
  // Other messages may quote the record.
  return `the record could not be mapped: ${error instanceof Error ? error.name : typeof error}`;
}

/** @param index of the record within the event; undefined if the body is the whole event */
function createDeadLetter(
  event: HubEvent,
  index: number | undefined,
  { reason, body, encoding }: UnreadableRecord,
): DeadLetter {
  const origin: JsonObject = {
    namespace: event.namespace,
    eventhub: event.eventHub,
    consumer_group: event.consumerGroup,
    partition_id: event.partitionId,
    offset: event.offset,
    sequence_number: event.sequenceNumber,
    enqueued_time: formatTime(event.enqueuedTime),
    ...(index !== undefined && { index }),
    ...(encoding && { encoding }),
  };
  return { reason, origin, body };
}

function formatTime(time: number): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? String(time) : date.toISOString();
}

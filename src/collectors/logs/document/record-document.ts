import type { Document, JsonObject } from '../../contracts/document.ts';
import { isGatewayCategory } from '../categories.ts';
import type { Draft } from './draft.ts';
import { envelopeValue } from './envelope.ts';
import { eventDuration } from './event-duration.ts';
import { eventOutcome } from './event-outcome.ts';
import { tableCategory } from './log-analytics.ts';
import { withExactNumbers } from './parse-clean.ts';
import { draftDocument } from './record-fields.ts';
import type { RecordSettings } from '../record-options.ts';
import type { RecordSource } from '../decode/record-source.ts';
import { recordTime } from './record-time.ts';

/** What a record becomes, before it has an id. */
export interface RecordDocument {
  readonly fields: Document['fields'];
  /** Its `@timestamp`, in milliseconds since 1970. */
  readonly time: number;
}

/** The category of a record if it is wanted: nothing else of the record is looked at before. */
export function wantedCategory(record: JsonObject, settings: RecordSettings): string | undefined {
  const category = envelopeValue(record, 'category') ?? tableCategory(record);
  return typeof category === 'string' && settings.categories.has(category) ? category : undefined;
}

/** @throws {@link UnreadableRecordError} */
export function recordDocument(
  record: JsonObject,
  category: string,
  source: RecordSource,
  enqueuedTime: number,
  settings: RecordSettings,
): RecordDocument {
  const { time, field } = recordTime(record, enqueuedTime);
  const draft = withExactNumbers(record, source, (record, source) =>
    draftDocument(record as JsonObject, category, field, source, settings),
  );
  finishProperties(draft);
  return { fields: documentFields(draft, time, source, settings), time };
}

function finishProperties({ properties, openAi, category }: Draft): void {
  if (properties === undefined || Object.keys(properties).length === 0) return;
  openAi['properties'] = properties;
  if (category === 'AzureOpenAIRequestUsage') unwrapCounts(properties);
  // GatewayLlmLogs may have it there alone.
  const correlationId = properties['correlation_id'];
  if (correlationId !== undefined && isGatewayCategory(category)) openAi['correlation_id'] ??= correlationId;
}

/** `promptTokens: [12]`: a list of one for each call. */
function unwrapCounts(properties: JsonObject): void {
  for (const [field, value] of Object.entries(properties)) {
    if (Array.isArray(value) && value.length === 1 && typeof value[0] === 'number') properties[field] = value[0];
  }
}

function documentFields(
  draft: Draft,
  time: number,
  source: RecordSource,
  settings: RecordSettings,
): RecordDocument['fields'] {
  const { openAi, subscriptionId, resource, level, problem, httpRequest, httpResponse } = draft;
  // A record that can't be read in full keeps its text.
  const preserve = settings.preserveOriginalEvent || problem !== undefined;
  const event = eventFields(draft, preserve ? source.text : undefined);
  const azure: JsonObject = { open_ai: openAi };
  if (resource !== undefined) azure['resource'] = resource;
  const cloud: JsonObject = { provider: 'azure' };
  if (subscriptionId !== undefined) {
    azure['subscription_id'] = subscriptionId;
    cloud['account'] = { id: subscriptionId };
  }
  const fields: RecordDocument['fields'] = {
    '@timestamp': new Date(time).toISOString(),
    azure,
    cloud,
    data_stream: settings.dataStream as unknown as JsonObject,
  };
  const tags = preserve ? settings.preservedTags : settings.tags;
  if (tags.length > 0) fields['tags'] = [...tags];
  if (event !== undefined) fields['event'] = event;
  if (httpRequest !== undefined || httpResponse !== undefined) fields['http'] = httpFields(httpRequest, httpResponse);
  if (level !== undefined) fields['log'] = { level };
  if (draft.source !== undefined) fields['source'] = draft.source;
  if (draft.url !== undefined) fields['url'] = draft.url;
  if (problem !== undefined) fields['error'] = { message: problem };
  return fields;
}

function eventFields(draft: Draft, original: string | undefined): JsonObject | undefined {
  const { durationMs, properties, openAi } = draft;
  const outcome = eventOutcome(draft);
  const duration = eventDuration(durationMs, properties);
  // Kept where it stands for no duration, such as a negative one.
  if (duration === undefined && durationMs !== undefined) openAi['duration_ms'] = durationMs;
  if (duration === undefined && outcome === undefined && original === undefined) return undefined;
  const event: JsonObject = {};
  if (duration !== undefined) event['duration'] = duration;
  if (outcome !== undefined) event['outcome'] = outcome;
  if (original !== undefined) event['original'] = original;
  return event;
}

function httpFields(request: JsonObject | undefined, response: JsonObject | undefined): JsonObject {
  const http: JsonObject = {};
  if (request !== undefined) http['request'] = request;
  if (response !== undefined) http['response'] = response;
  return http;
}

import { isIP } from 'node:net';
import { azureResource } from '../../azure/resource-id.ts';
import type { Document, JsonObject } from '../../contracts/document.ts';
import type { RecordSource } from '../decode/record-source.ts';
import type { SanitizeOptions } from '../decode/repair-json.ts';
import { isGatewayCategory, type RecordSettings } from '../record-options.ts';
import { clean, setField, withExactNumbers } from './clean.ts';
import { createRules, Draft } from './draft.ts';
import { createEventFields, readTime } from './event-fields.ts';
import { readExportedRow, readTableCategory } from './log-analytics.ts';
import { listNames, readEnvelopeValue, toEnvelopeField } from './names.ts';
import { fitFields } from './fit-fields.ts';
import { addProperties } from './properties.ts';

/** The document of a record, without an id. */
export interface RecordDocument {
  readonly fields: Document['fields'];
  /** Its `@timestamp`, in milliseconds since 1970. */
  readonly time: number;
}

/** Returns the category of a record if it is one of the settings; reads nothing else of the record. */
export function readWantedCategory(record: JsonObject, settings: RecordSettings): string | undefined {
  const category = readEnvelopeValue(record, 'category') ?? readTableCategory(record);
  return typeof category === 'string' && settings.categories.has(category) ? category : undefined;
}

/** @throws {@link UnreadableRecordError} if the record is nested too deep */
export function createRecordDocument(
  record: JsonObject,
  category: string,
  source: RecordSource,
  enqueuedTime: number,
  settings: RecordSettings,
): RecordDocument {
  const { time, field } = readTime(record, enqueuedTime);
  const draft = withExactNumbers(record, source, (record, source) =>
    draftDocument(record as JsonObject, category, field, source, settings),
  );
  finishProperties(draft);
  return { fields: createFields(draft, time, source, settings), time };
}

/** Reads all fields of a record, except the one that has become the `@timestamp`. */
function draftDocument(
  record: JsonObject,
  category: string,
  timeField: string | undefined,
  source: RecordSource,
  sanitize: SanitizeOptions,
): Draft {
  const draft = new Draft(category);
  const exported = readExportedRow(record);
  const fields = exported?.envelope ?? record;
  for (const name of listNames(fields)) {
    if (name === timeField) continue;
    const field = toEnvelopeField(name);
    if (field === 'properties') {
      addProperties(draft, fields[name], source, sanitize);
      continue;
    }
    const value = clean(fields[name], 'snake', source, 1);
    if (value !== undefined && RULES.get(field)?.(draft, value) !== true) setField(draft.openAi, field, value);
  }
  if (exported !== undefined) addProperties(draft, exported.properties, source, sanitize);
  // Rows of a table with one category may have no category.
  if (draft.openAi['category'] === undefined) draft.openAi['category'] = category;
  return draft;
}

const RULES = createRules({
  resource_id: (draft, value) => {
    if (typeof value !== 'string') return false;
    const { resource, subscriptionId } = azureResource(value);
    draft.resource = resource;
    draft.subscriptionId = subscriptionId;
    return true;
  },
  level: (draft, value) => {
    if (typeof value === 'object') return false;
    draft.level = String(value);
    return true;
  },
  duration_ms: (draft, value) => {
    draft.durationMs = value;
    return true;
  },
  result_type: (draft, value) => {
    draft.resultType = value;
    return isGatewayCategory(draft.category);
  },
  caller_ip_address: (draft, value) => {
    // Azure OpenAI masks the last part ("81.2.69.***"); API Management writes the whole address.
    if (typeof value !== 'string' || !isGatewayCategory(draft.category)) return false;
    draft.source = isIP(value) === 0 ? { address: value } : { ip: value };
    return true;
  },
});

function finishProperties({ properties, openAi, category }: Draft): void {
  if (properties === undefined || Object.keys(properties).length === 0) return;
  openAi['properties'] = properties;
  if (category === 'AzureOpenAIRequestUsage') unwrapCounts(properties);
  // GatewayLlmLogs may have it only there.
  const correlationId = properties['correlation_id'];
  if (correlationId !== undefined && isGatewayCategory(category)) openAi['correlation_id'] ??= correlationId;
}

/** Replaces lists of one number, such as `promptTokens: [12]`, by the number. */
function unwrapCounts(properties: JsonObject): void {
  for (const [field, value] of Object.entries(properties)) {
    if (Array.isArray(value) && value.length === 1 && typeof value[0] === 'number') properties[field] = value[0];
  }
}

function createFields(
  draft: Draft,
  time: number,
  source: RecordSource,
  settings: RecordSettings,
): RecordDocument['fields'] {
  const { openAi, subscriptionId, resource, level, problem, httpRequest, httpResponse } = draft;
  // A record that cannot be read in full keeps its text.
  const preserve = settings.preserveOriginalEvent || problem !== undefined;
  const event = createEventFields(draft, preserve ? source.text : undefined);
  fitFields(openAi);
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
  if (httpRequest !== undefined || httpResponse !== undefined) {
    fields['http'] = { ...(httpRequest && { request: httpRequest }), ...(httpResponse && { response: httpResponse }) };
  }
  if (level !== undefined) fields['log'] = { level };
  if (draft.source !== undefined) fields['source'] = draft.source;
  if (draft.url !== undefined) fields['url'] = draft.url;
  if (problem !== undefined) fields['error'] = { message: problem };
  return fields;
}

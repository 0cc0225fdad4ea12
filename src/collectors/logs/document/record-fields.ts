import { isIP } from 'node:net';
import type { JsonObject } from '../../contracts/document.ts';
import { isGatewayCategory } from '../categories.ts';
import { clean, setField } from './clean.ts';
import { type Draft, type FieldRule, emptyDraft } from './draft.ts';
import { envelopeField } from './envelope.ts';
import { exportedRecord } from './log-analytics.ts';
import { addProperties } from './record-properties.ts';
import type { RecordSource } from '../decode/record-source.ts';
import { azureResource } from '../../azure/resource-id.ts';
import type { SanitizeOptions } from '../decode/mend-json.ts';

/** Walks through a record, but for the field that has become the `@timestamp`. */
export function draftDocument(
  record: JsonObject,
  category: string,
  timeField: string | undefined,
  source: RecordSource,
  sanitize: SanitizeOptions,
): Draft {
  const draft = emptyDraft(category);
  const exported = exportedRecord(record);
  const fields = exported?.envelope ?? record;
  for (const name of Object.keys(fields)) {
    if (name === timeField) continue;
    const field = envelopeField(name);
    if (field === 'properties') {
      addProperties(draft, fields[name], source, sanitize);
      continue;
    }
    const value = clean(fields[name], 'snake', source, 1);
    if (value !== undefined && RULES.get(field)?.(draft, value) !== true) setField(draft.openAi, field, value);
  }
  if (exported !== undefined) addProperties(draft, exported.properties, source, sanitize);
  // It came without a category where its table has one alone.
  if (draft.openAi['category'] === undefined) draft.openAi['category'] = category;
  return draft;
}

const RULES: ReadonlyMap<string, FieldRule> = new Map<string, FieldRule>([
  [
    'resource_id',
    (draft, value) => {
      if (typeof value !== 'string') return false;
      const { resource, subscriptionId } = azureResource(value);
      draft.resource = resource;
      draft.subscriptionId = subscriptionId;
      return true;
    },
  ],
  [
    'level',
    (draft, value) => {
      if (typeof value === 'object') return false;
      draft.level = String(value);
      return true;
    },
  ],
  [
    'duration_ms',
    (draft, value) => {
      draft.durationMs = value;
      return true;
    },
  ],
  [
    'result_type',
    (draft, value) => {
      draft.resultType = value;
      return isGatewayCategory(draft.category);
    },
  ],
  [
    'caller_ip_address',
    (draft, value) => {
      // Azure OpenAI masks the last part ("81.2.69.***"); API Management gives the whole address.
      if (typeof value !== 'string' || !isGatewayCategory(draft.category)) return false;
      draft.source = isIP(value) === 0 ? { address: value } : { ip: value };
      return true;
    },
  ],
]);

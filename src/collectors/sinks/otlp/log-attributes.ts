import type { JsonObject } from '../../contracts/document.ts';
import { addLeaves, emptyObject, integerAt, objectAt, textAt } from './fields.ts';
import { genAiAttributes } from './gen-ai-attributes.ts';

/**
 * Fields of `azure.open_ai` by the attribute that has their value. The names are those of the OpenTelemetry Collector's
 * encoding for Azure's logs, and of the semantic conventions. A field that is not here is `azure.openai.{field}`.
 *
 * @see https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/main/extension/encoding/azureencodingextension
 */
const NAMES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    category: 'azure.category',
    operation_name: 'azure.operation.name',
    operation_version: 'azure.operation.version',
    correlation_id: 'azure.correlation_id',
    result_type: 'azure.result.type',
    result_signature: 'azure.result.signature',
    result_description: 'azure.result.description',
    tenant_id: 'azure.tenant.id',
    identity: 'azure.identity',
    caller_ip_address: 'client.address',
  }),
);

/** The rest of a document is in ECS, whose names the semantic conventions share but for these. */
const ECS_NAMES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'event.original': 'log.record.original',
    'http.request.id': 'azure.service.request.id',
    'http.request.body.bytes': 'http.request.body.size',
    'http.response.body.bytes': 'http.response.body.size',
    'source.ip': 'client.address',
    'source.address': 'client.address',
    'url.original': 'url.full',
  }),
);

/** Objects of a document that have another place, or none. */
const ELSEWHERE = new Set(['@timestamp', 'azure', 'cloud', 'data_stream', 'ecs', 'log']);

/** Attributes of a log record. `properties` is its body. */
export function logAttributes(id: string, fields: JsonObject): JsonObject {
  const azure = objectAt(fields, 'azure');
  const { properties: _, location: __, ...openAi } = objectAt(azure, 'open_ai');
  const attributes = emptyObject();
  attributes['log.record.uid'] = id;
  for (const [field, value] of Object.entries(openAi)) {
    attributes[NAMES.get(field) ?? `azure.openai.${field}`] = value;
  }
  Object.assign(attributes, genAiAttributes(fields), callAttributes(fields, openAi));
  const rest = emptyObject();
  addLeaves(rest, '', Object.fromEntries(Object.entries(fields).filter(([name]) => !ELSEWHERE.has(name))));
  // It stands under `azure.operation.duration`.
  delete rest['event.duration'];
  for (const [field, value] of Object.entries(rest)) attributes[ECS_NAMES.get(field) ?? field] ??= value;
  return attributes;
}

/** What joins a record with the span of its call, and how it ended. */
function callAttributes(fields: JsonObject, openAi: JsonObject): JsonObject {
  const http = objectAt(objectAt(fields, 'http'), 'response');
  const status = integerAt(http, 'status_code') ?? integerAt(openAi, 'result_signature');
  const duration = integerAt(objectAt(fields, 'event'), 'duration');
  // API Management has ids of its own.
  const isOwnId = textAt(openAi, 'category')?.startsWith('Gateway') !== true;
  return {
    ...(isOwnId && { 'azure.service.request.id': textAt(openAi, 'correlation_id') }),
    ...(status !== undefined && status >= 100 && status < 600 && { 'http.response.status_code': status }),
    // Milliseconds, as Azure's `durationMs`.
    ...(duration !== undefined && { 'azure.operation.duration': duration / 1e6 }),
  };
}

import { type Document, type JsonObject, isJsonObject } from '../../contracts/document.ts';
import { genAiAttributes } from './gen-ai.ts';
import { type AnyValue, type KeyValue, parseUnixNanos, readInteger, readObject, readText } from './values.ts';
import { toAnyValue, toKeyValues } from './values.ts';

/** A log record in OTLP's JSON encoding; times are nanoseconds since 1970. */
export interface LogRecord extends Severity {
  readonly timeUnixNano: string;
  readonly observedTimeUnixNano: string;
  readonly eventName?: string;
  readonly body?: AnyValue;
  readonly attributes: readonly KeyValue[];
}

interface Severity {
  readonly severityNumber: number;
  readonly severityText: string;
}

/**
 * Converts a log document to a log record: `properties` is the body, all else are attributes. The event's name is
 * `azure.openai.` and the category, such as `azure.openai.request_response`.
 *
 * @returns undefined if its `@timestamp` is not a date
 */
export function toLogRecord({ id, fields }: Document, observed: bigint): LogRecord | undefined {
  const time = parseUnixNanos(fields['@timestamp']);
  if (time === undefined) return undefined;
  const openAi = readObject(readObject(fields, 'azure'), 'open_ai');
  const category = readText(openAi, 'category');
  const { properties } = openAi;
  const body = properties === undefined ? undefined : toAnyValue(properties);
  return {
    timeUnixNano: String(time),
    observedTimeUnixNano: String(observed),
    ...readSeverity(fields, openAi),
    ...(category !== undefined && { eventName: `azure.openai.${toSnakeCase(category)}` }),
    ...(body !== undefined && { body }),
    attributes: toKeyValues(logAttributes(id, fields)),
  };
}

/** Converts `GatewayLlmLogs` to `gateway_llm_logs`, without the prefix `AzureOpenAI`. */
function toSnakeCase(category: string): string {
  return category
    .replace(/^AzureOpenAI/, '')
    .replaceAll(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, '_')
    .toLowerCase();
}

/** `SeverityNumber` by the levels of Azure Monitor (names) and of API Management (numbers). */
const SEVERITIES: readonly [level: RegExp, severity: number][] = [
  [/^(?:verbose|debug|5)$/i, 5],
  [/^(?:info(?:rmation(?:al)?)?|4)$/i, 9],
  [/^(?:warning|3)$/i, 13],
  [/^(?:error|2)$/i, 17],
  [/^(?:critical|1)$/i, 21],
];

/** Returns the severity of the level. Without a level, a failure is an error and everything else information. */
function readSeverity(fields: JsonObject, openAi: JsonObject): Severity {
  const level = readText(readObject(fields, 'log'), 'level') ?? readText(openAi, 'level');
  const failed = hasFailed(fields, openAi);
  return {
    severityNumber: SEVERITIES.find(([pattern]) => pattern.test(level ?? ''))?.[1] ?? (failed ? 17 : 9),
    severityText: level ?? (failed ? 'ERROR' : 'INFO'),
  };
}

function hasFailed(fields: JsonObject, openAi: JsonObject): boolean {
  const outcome = readText(readObject(fields, 'event'), 'outcome');
  if (outcome !== undefined) return outcome === 'failure';
  // These two come from API Management.
  if (openAi['is_request_success'] === false) return true;
  if (readText(readObject(openAi, 'properties'), 'error_type') !== undefined) return true;
  const status = readInteger(readObject(readObject(fields, 'http'), 'response'), 'status_code');
  return (status ?? Number(readText(openAi, 'result_signature'))) >= 400;
}

/**
 * Attributes by the field of `azure.open_ai` that has their value. The names are those of the OpenTelemetry Collector's
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

/** Attributes by the other fields of a document, where the semantic conventions do not share the name of ECS. */
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

/** Members of a document that another part of the signal holds, or that have no place in OTLP. */
const ELSEWHERE = new Set(['@timestamp', 'azure', 'cloud', 'data_stream', 'ecs', 'log']);

/** Returns the attributes of a log record: what its document has besides `properties`, under OpenTelemetry's names. */
export function logAttributes(id: string, fields: JsonObject): JsonObject {
  const { properties: _, location: __, ...openAi } = readObject(readObject(fields, 'azure'), 'open_ai');
  const attributes = emptyObject();
  attributes['log.record.uid'] = id;
  for (const [field, value] of Object.entries(openAi)) {
    attributes[NAMES.get(field) ?? `azure.openai.${field}`] = value;
  }
  Object.assign(attributes, genAiAttributes(fields), callAttributes(fields, openAi));
  const rest = emptyObject();
  addLeaves(rest, '', Object.fromEntries(Object.entries(fields).filter(([name]) => !ELSEWHERE.has(name))));
  // It is `azure.operation.duration` already.
  delete rest['event.duration'];
  for (const [field, value] of Object.entries(rest)) attributes[ECS_NAMES.get(field) ?? field] ??= value;
  return attributes;
}

/** Returns the attributes that join a record with the span of its call, and how the call ended. */
function callAttributes(fields: JsonObject, openAi: JsonObject): JsonObject {
  const response = readObject(readObject(fields, 'http'), 'response');
  const status = readInteger(response, 'status_code') ?? readInteger(openAi, 'result_signature');
  const duration = readInteger(readObject(fields, 'event'), 'duration');
  // The correlation ids of API Management are not those of Azure OpenAI.
  const isGateway = readText(openAi, 'category')?.startsWith('Gateway') === true;
  return {
    ...(!isGateway && { 'azure.service.request.id': readText(openAi, 'correlation_id') }),
    ...(status !== undefined && status >= 100 && status < 600 && { 'http.response.status_code': status }),
    // Milliseconds, as in Azure's `durationMs`.
    ...(duration !== undefined && { 'azure.operation.duration': duration / 1e6 }),
  };
}

/** Adds the leaves of an object, with their names joined by dots. */
function addLeaves(into: JsonObject, prefix: string, object: JsonObject): void {
  for (const [name, value] of Object.entries(object)) {
    if (isJsonObject(value)) addLeaves(into, `${prefix}${name}.`, value);
    else into[`${prefix}${name}`] ??= value;
  }
}

/** Returns an object whose members may have any name, such as `__proto__`. */
function emptyObject(): JsonObject {
  return Object.create(null) as JsonObject;
}

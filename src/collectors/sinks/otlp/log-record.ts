import type { Document, JsonObject } from '../../contracts/document.ts';
import { anyValue, keyValues } from './any-value.ts';
import { integerAt, objectAt, textAt } from './fields.ts';
import { logAttributes } from './log-attributes.ts';
import { severity } from './severity.ts';
import { unixNanos } from './time.ts';
import type { LogRecord } from './types.ts';

/**
 * A log document as a log record: `properties` is the body, everything else attributes. The event's name is
 * `azure.openai.` and the category, such as `azure.openai.request_response`.
 *
 * @returns undefined if its `@timestamp` can't be read
 */
export function logRecord({ id, fields }: Document, observed: bigint): LogRecord | undefined {
  const time = unixNanos(fields['@timestamp']);
  if (time === undefined) return undefined;
  const openAi = objectAt(objectAt(fields, 'azure'), 'open_ai');
  const level = textAt(objectAt(fields, 'log'), 'level') ?? textAt(openAi, 'level');
  const category = textAt(openAi, 'category');
  const { properties } = openAi;
  const body = properties === undefined ? undefined : anyValue(properties);
  return {
    timeUnixNano: String(time),
    observedTimeUnixNano: String(observed),
    ...severity(level, hasFailed(fields, openAi)),
    ...(category !== undefined && { eventName: `azure.openai.${snakeCase(category)}` }),
    ...(body !== undefined && { body }),
    attributes: keyValues(logAttributes(id, fields)),
  };
}

function hasFailed(fields: JsonObject, openAi: JsonObject): boolean {
  const outcome = textAt(objectAt(fields, 'event'), 'outcome');
  if (outcome !== undefined) return outcome === 'failure';
  // API Management has the first two.
  if (openAi['is_request_success'] === false) return true;
  if (textAt(objectAt(openAi, 'properties'), 'error_type') !== undefined) return true;
  const status = integerAt(objectAt(objectAt(fields, 'http'), 'response'), 'status_code');
  return (status ?? Number(textAt(openAi, 'result_signature'))) >= 400;
}

/** `GatewayLlmLogs` → `gateway_llm_logs`; Azure's own name is not repeated. */
function snakeCase(category: string): string {
  return category
    .replace(/^AzureOpenAI/, '')
    .replaceAll(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, '_')
    .toLowerCase();
}

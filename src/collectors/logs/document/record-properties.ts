import type { JsonObject, JsonValue } from '../../pipeline/document.ts';
import { clean, isObject, setField } from './clean.ts';
import type { Draft } from './draft.ts';
import { withExactNumbers } from './parse-clean.ts';
import { PROPERTY_RULES } from './property-rules.ts';
import { type RecordSource, wholeSource } from '../decode/record-source.ts';
import { snakeCase } from './snake-case.ts';

/** `properties` of a record: an object, or its JSON as a text. */
export function addProperties(draft: Draft, properties: JsonValue | undefined, source: RecordSource): void {
  if (properties === undefined || properties === null || properties === '') return;
  if (typeof properties === 'string') addPropertiesText(draft, properties);
  else if (isObject(properties)) walkProperties(draft, properties, source);
  else draft.problem = 'properties is no JSON object';
}

function addPropertiesText(draft: Draft, text: string): void {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    parsed = undefined;
  }
  if (!isObject(parsed)) {
    draft.problem = 'properties is no JSON object';
    return;
  }
  withExactNumbers(parsed, wholeSource(text), (object, source) => walkProperties(draft, object as JsonObject, source));
}

function walkProperties(draft: Draft, properties: JsonObject, source: RecordSource): void {
  const out: JsonObject = {};
  draft.properties = out;
  for (const name of Object.keys(properties)) {
    const value = clean(properties[name], 'snake', source, 2);
    if (value === undefined) continue;
    const field = snakeCase(name);
    if (PROPERTY_RULES.get(field)?.(draft, value) !== true) setField(out, field, value);
  }
  addBodyTexts(draft, out);
}

/** A body that could not be read as JSON, or that only the client's side has (the answer came from the cache). */
function addBodyTexts(draft: Draft, properties: JsonObject): void {
  const { requestText, responseText } = draft;
  if (requestText !== undefined && properties['backend_request_body'] === undefined) {
    draft.httpRequest = { ...draft.httpRequest, body: { content: requestText } };
  }
  if (responseText !== undefined && properties['backend_response_body'] === undefined) {
    draft.httpResponse = { ...draft.httpResponse, body: { content: responseText } };
  }
}

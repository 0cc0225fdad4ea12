import { isJsonObject, type JsonObject, type JsonValue } from '../../contracts/document.ts';
import { type RecordSource, wholeSource } from '../decode/record-source.ts';
import { repairJson, type SanitizeOptions } from '../decode/repair-json.ts';
import { clean, setField, withExactNumbers } from './clean.ts';
import type { Draft } from './draft.ts';
import { toSnakeCase } from './names.ts';
import { PROPERTY_RULES } from './property-rules.ts';

/** Part of stored documents. */
const NOT_AN_OBJECT = 'properties is no JSON object';

/** Adds the `properties` of a record: an object, or its JSON as a string. */
export function addProperties(
  draft: Draft,
  properties: JsonValue | undefined,
  source: RecordSource,
  sanitize: SanitizeOptions,
): void {
  if (properties === undefined || properties === null) return;
  if (typeof properties === 'string') addPropertiesText(draft, properties, sanitize);
  else if (isJsonObject(properties)) addObject(draft, properties, source);
  else draft.problem = NOT_AN_OBJECT;
}

function addPropertiesText(draft: Draft, received: string, sanitize: SanitizeOptions): void {
  // Removes a byte order mark, too.
  const text = received.trim();
  if (text === '') return;
  const json = parseJsonObject(text, sanitize);
  if (json === undefined) draft.problem = NOT_AN_OBJECT;
  else {
    withExactNumbers(json.object, wholeSource(json.text), (object, source) =>
      addObject(draft, object as JsonObject, source),
    );
  }
}

/** Most times that a text is decoded: some senders encode it twice. */
const MAX_ENCODINGS = 3;

/** Returns the object of a JSON text, even if it was encoded more than once or is invalid in a known way. */
function parseJsonObject(text: string, sanitize: SanitizeOptions): { object: JsonObject; text: string } | undefined {
  let json = text;
  for (let encodings = 0; encodings < MAX_ENCODINGS; encodings += 1) {
    const parsed = parseJson(json, sanitize);
    if (parsed === undefined) return undefined;
    if (typeof parsed.value !== 'string') {
      return isJsonObject(parsed.value) ? { object: parsed.value, text: parsed.text } : undefined;
    }
    json = parsed.value;
  }
  return undefined;
}

function parseJson(text: string, sanitize: SanitizeOptions): { value: unknown; text: string } | undefined {
  for (const candidate of listCandidates(text, sanitize)) {
    try {
      return { value: JSON.parse(candidate) as unknown, text: candidate };
    } catch {
      // The next candidate may be JSON.
    }
  }
  return undefined;
}

function* listCandidates(text: string, sanitize: SanitizeOptions): Generator<string> {
  yield text;
  yield repairJson(text, sanitize);
  // An encoded string whose outer quotes are missing.
  if (/^\s*\{\s*\\["']/.test(text)) yield repairJson(`"${text}"`, { sanitizeSinglequotes: false });
}

function addObject(draft: Draft, properties: JsonObject, source: RecordSource): void {
  const out: JsonObject = (draft.properties ??= {});
  for (const name of Object.keys(properties)) {
    const value = clean(properties[name], 'snake', source, 2);
    if (value === undefined) continue;
    const field = toSnakeCase(name);
    if (PROPERTY_RULES.get(field)?.(draft, value) !== true) setField(out, field, value);
  }
  addBodyTexts(draft, out);
}

/** Adds a body that is not a JSON object, or that was logged for the client's side alone (an answer from the cache). */
function addBodyTexts(draft: Draft, properties: JsonObject): void {
  const { requestText, responseText } = draft;
  if (requestText !== undefined && properties['backend_request_body'] === undefined) {
    draft.httpRequest = { ...draft.httpRequest, body: { content: requestText } };
  }
  if (responseText !== undefined && properties['backend_response_body'] === undefined) {
    draft.httpResponse = { ...draft.httpResponse, body: { content: responseText } };
  }
}

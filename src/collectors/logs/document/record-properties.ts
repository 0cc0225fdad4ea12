import { type JsonObject, type JsonValue, isJsonObject } from '../../contracts/document.ts';
import { clean, setField } from './clean.ts';
import type { Draft } from './draft.ts';
import { withExactNumbers } from './parse-clean.ts';
import { PROPERTY_RULES } from './property-rules.ts';
import { type SanitizeOptions, repairedJson } from '../decode/mend-json.ts';
import { type RecordSource, wholeSource } from '../decode/record-source.ts';
import { snakeCase } from './snake-case.ts';

/** `properties` of a record: an object, or its JSON as a text. */
export function addProperties(
  draft: Draft,
  properties: JsonValue | undefined,
  source: RecordSource,
  sanitize: SanitizeOptions,
): void {
  if (properties === undefined || properties === null) return;
  if (typeof properties === 'string') addPropertiesText(draft, properties, sanitize);
  else if (isJsonObject(properties)) walkProperties(draft, properties, source);
  else draft.problem = 'properties is no JSON object';
}

function addPropertiesText(draft: Draft, received: string, sanitize: SanitizeOptions): void {
  // White space, and a byte order mark.
  const text = received.trim();
  if (text === '') return;
  const json = jsonObjectIn(text, sanitize);
  if (json === undefined) {
    draft.problem = 'properties is no JSON object';
    return;
  }
  withExactNumbers(json.object, wholeSource(json.text), (object, source) =>
    walkProperties(draft, object as JsonObject, source),
  );
}

/** How often a text is decoded at most: some senders encode it twice. */
const MAX_ENCODINGS = 3;

/** The object that a text is the JSON of, also where it was encoded more than once, or is broken in a known way. */
function jsonObjectIn(text: string, sanitize: SanitizeOptions): { object: JsonObject; text: string } | undefined {
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
  for (const candidate of jsonTexts(text, sanitize)) {
    try {
      return { value: JSON.parse(candidate) as unknown, text: candidate };
    } catch {
      // The next one may be JSON.
    }
  }
  return undefined;
}

function* jsonTexts(text: string, sanitize: SanitizeOptions): Generator<string> {
  yield text;
  yield repairedJson(text, sanitize);
  // Its quotes are escaped, and those around it are gone.
  if (/^\s*\{\s*\\["']/.test(text)) yield repairedJson(`"${text}"`, { sanitizeSinglequotes: false });
}

function walkProperties(draft: Draft, properties: JsonObject, source: RecordSource): void {
  const out: JsonObject = (draft.properties ??= {});
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

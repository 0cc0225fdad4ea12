import { isJsonObject, type JsonObject, type JsonValue } from '../../contracts/document.ts';
import { type RecordSource, wholeSource } from '../decode/record-source.ts';
import { repairJson, type SanitizeOptions } from '../decode/repair-json.ts';
import { clean, parseClean, setField, toText, withExactNumbers } from './clean.ts';
import { createRules, type Draft } from './draft.ts';
import { parseMessages, parseRequestBody, parseResponseBody } from './gateway-bodies.ts';
import { listNames, toSnakeCase } from './names.ts';

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
  for (const name of listNames(properties)) {
    const value = clean(properties[name], 'snake', source, 2);
    if (value === undefined) continue;
    const field = toSnakeCase(name);
    if (RULES.get(field)?.(draft, value) !== true) setField(out, field, value);
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

/** The properties that do not simply keep their name and value, by their name in `azure.open_ai.properties`. */
const RULES = createRules({
  // GatewayLogs get the names of RequestResponse.
  request_size: (draft, value) => set(draft, 'request_length', value),
  response_size: (draft, value) => set(draft, 'response_length', value),
  method: (draft, value) => {
    if (typeof value !== 'string') return false;
    draft.httpRequest = { ...draft.httpRequest, method: value };
    return true;
  },
  response_code: (draft, value) => {
    if (typeof value === 'object') return false;
    draft.httpResponse = { ...draft.httpResponse, status_code: value };
    return true;
  },
  url: (draft, value) => {
    if (typeof value !== 'string') return false;
    draft.url = parseUrl(value);
    return true;
  },
  backend_request_body: (draft, value) => {
    const body = parseRequestBody(value);
    if (body !== undefined) return set(draft, 'backend_request_body', body);
    draft.requestText = toText(value);
    return true;
  },
  backend_response_body: (draft, value) => {
    const body = parseResponseBody(value);
    if (body !== undefined) return set(draft, 'backend_response_body', body);
    draft.responseText = toText(value);
    return true;
  },
  request_body: (draft, value) => {
    draft.requestText ??= toText(value);
    return true;
  },
  response_body: (draft, value) => {
    draft.responseText ??= toText(value);
    return true;
  },
  backend_response_headers: (draft, value) => setHeaders(draft, 'backend_response_headers', value),
  response_headers: (draft, value) => setHeaders(draft, 'response_headers', value),
  request_messages: (draft, value) => set(draft, 'request_messages', parseMessages(value)),
  response_messages: (draft, value) => set(draft, 'response_messages', parseMessages(value)),
});

function set(draft: Draft, field: string, value: JsonValue): true {
  (draft.properties as JsonObject)[field] = value;
  return true;
}

/** Response headers, if they are logged, hold Azure OpenAI's own id of the call. */
function setHeaders(draft: Draft, field: string, value: JsonValue): true {
  const headers = (typeof value === 'string' ? parseClean(value, 'snake') : undefined) ?? value;
  const header = isJsonObject(headers) ? headers['apim-request-id'] : undefined;
  const id = Array.isArray(header) ? header[0] : header;
  if (typeof id === 'string') draft.httpRequest = { id, ...draft.httpRequest };
  return set(draft, field, headers);
}

// RFC 3986, appendix B, with the parts of the authority.
const URI =
  /^([a-z][a-z0-9+.-]*):\/\/(?:[^/?#@]*@)?(\[[^\]]*\]|[^/?#:]*)(?::(\d+))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/is;

/** Returns ECS `url.*` as Elasticsearch's `uri_parts` does; a text that is not a URL is `url.original` alone. */
function parseUrl(url: string): JsonObject {
  const match = URI.exec(url);
  if (match === null) return { original: url };
  const [, scheme, domain, port, path, query, fragment] = match;
  const extension = /\.([^./]+)$/.exec(path ?? '')?.[1];
  return {
    original: url,
    ...(domain && { domain }),
    ...(path && { path }),
    ...(query && { query }),
    ...(fragment && { fragment }),
    ...(port && { port: Number(port) }),
    ...(scheme && { scheme }),
    ...(extension !== undefined && { extension }),
  };
}

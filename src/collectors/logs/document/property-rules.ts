import { isJsonObject, type JsonObject, type JsonValue } from '../../contracts/document.ts';
import { parseClean } from './clean.ts';
import { createRules, type Draft, type FieldRule } from './draft.ts';
import { parseMessages, parseRequestBody, parseResponseBody } from './gateway-bodies.ts';

/** The properties that do not simply keep their name and value, by their name in `azure.open_ai.properties`. */
export const PROPERTY_RULES: ReadonlyMap<string, FieldRule> = createRules({
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

function toText(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
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

import { type JsonObject, type JsonValue, isJsonObject } from '../../contracts/document.ts';
import type { Draft, FieldRule } from './draft.ts';
import { llmMessages, requestBody, responseBody } from './gateway-bodies.ts';
import { parseClean } from './parse-clean.ts';
import { urlParts } from './url-parts.ts';

/** By the name within `azure.open_ai.properties`: what does not simply stay there under its name. */
export const PROPERTY_RULES: ReadonlyMap<string, FieldRule> = new Map<string, FieldRule>([
  // The same names in GatewayLogs as in RequestResponse.
  ['request_size', (draft, value) => set(draft, 'request_length', value)],
  ['response_size', (draft, value) => set(draft, 'response_length', value)],
  [
    'method',
    (draft, value) => {
      if (typeof value !== 'string') return false;
      draft.httpRequest = { ...draft.httpRequest, method: value };
      return true;
    },
  ],
  [
    'response_code',
    (draft, value) => {
      if (typeof value === 'object') return false;
      draft.httpResponse = { ...draft.httpResponse, status_code: value };
      return true;
    },
  ],
  [
    'url',
    (draft, value) => {
      if (typeof value !== 'string') return false;
      draft.url = urlParts(value);
      return true;
    },
  ],
  [
    'backend_request_body',
    (draft, value) => {
      const body = requestBody(value);
      if (body !== undefined) return set(draft, 'backend_request_body', body);
      draft.requestText = asText(value);
      return true;
    },
  ],
  [
    'backend_response_body',
    (draft, value) => {
      const body = responseBody(value);
      if (body !== undefined) return set(draft, 'backend_response_body', body);
      draft.responseText = asText(value);
      return true;
    },
  ],
  [
    'request_body',
    (draft, value) => {
      draft.requestText ??= asText(value);
      return true;
    },
  ],
  [
    'response_body',
    (draft, value) => {
      draft.responseText ??= asText(value);
      return true;
    },
  ],
  ['backend_response_headers', (draft, value) => setHeaders(draft, 'backend_response_headers', value)],
  ['response_headers', (draft, value) => setHeaders(draft, 'response_headers', value)],
  ['request_messages', (draft, value) => set(draft, 'request_messages', llmMessages(value))],
  ['response_messages', (draft, value) => set(draft, 'response_messages', llmMessages(value))],
]);

function set(draft: Draft, field: string, value: JsonValue): true {
  (draft.properties as JsonObject)[field] = value;
  return true;
}

function asText(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Where response headers are logged, they hold the id by which Azure OpenAI itself knows the call. */
function setHeaders(draft: Draft, field: string, value: JsonValue): true {
  const headers = (typeof value === 'string' ? parseClean(value, 'snake') : undefined) ?? value;
  const named = isJsonObject(headers) ? headers['apim-request-id'] : undefined;
  const id = Array.isArray(named) ? named[0] : named;
  if (typeof id === 'string') draft.httpRequest = { id, ...draft.httpRequest };
  return set(draft, field, headers);
}

import { asArray, asNumber, asObject, asText } from '../json.ts';
import * as names from '../semconv/attributes.ts';
import { setFilterAttributes } from './content-filter-attributes.ts';
import { type ResponseHeaders, readHeaders, setHeaderAttributes } from './response-headers.ts';
import type { AttributeSink } from './span-attributes.ts';

/** The error classes of `openai` by HTTP status. Their own names may have been shortened by a bundler. */
const CLASS_BY_STATUS: Record<number, string> = {
  400: 'BadRequestError',
  401: 'AuthenticationError',
  403: 'PermissionDeniedError',
  404: 'NotFoundError',
  409: 'ConflictError',
  422: 'UnprocessableEntityError',
  429: 'RateLimitError',
};

/** The error classes without a status, by their fixed messages. */
const CLASS_BY_MESSAGE: Record<string, string> = {
  'Connection error.': 'APIConnectionError',
  'Request timed out.': 'APIConnectionTimeoutError',
  'Request was aborted.': 'APIUserAbortError',
};

/** `error.type` of an unknown error: https://opentelemetry.io/docs/specs/semconv/registry/attributes/error/ */
const OTHER = '_OTHER';

/** Returns `error.type` of an error that the client threw. */
export function readErrorType(error: unknown): string {
  const thrown = asObject(error);
  return thrown ? classifyError(thrown, asNumber(thrown['status'])) : OTHER;
}

/** Sets the attributes of an error that the client threw. Returns `error.type`. */
export function setErrorAttributes(sink: AttributeSink, error: unknown): string {
  const thrown = asObject(error);
  const headers = asObject(thrown?.['headers']);
  const type = readErrorType(error);
  // The most important attributes first: an SDK drops those beyond its limit.
  sink.set(names.ERROR_TYPE, type);
  sink.set(names.AZURE_OPENAI_ERROR_STATUS_CODE, asNumber(thrown?.['status']));
  if (headers) setHeaderAttributes(sink, readHeaders(headers as ResponseHeaders));
  // The `error` object of a 4xx or 5xx body, which the client keeps unchanged.
  setErrorBodyAttributes(sink, thrown?.['error'] ?? thrown);
  return type;
}

/** Sets the attributes of an error object in a body: Azure's codes, and the verdict of the content filter if there is one. */
export function setErrorBodyAttributes(sink: AttributeSink, body: unknown): void {
  const error = asObject(body);
  if (!error) return;
  sink.set(names.AZURE_OPENAI_ERROR_CODE, asText(error['code'])?.slice(0, 128));
  sink.set(names.AZURE_OPENAI_ERROR_INNER_CODE, asText(asObject(error['innererror'])?.['code'])?.slice(0, 128));
  setFilterAttributes(sink, names.AZURE_OPENAI_CONTENT_FILTER_PROMPT, readErrorPromptFilter(error));
}

/** Returns the content filter's verdict on the prompt in an error object, if there is one. */
export function readErrorPromptFilter(body: unknown): unknown {
  const error = asObject(body);
  const inner = asObject(error?.['innererror']);
  return inner?.['content_filter_result'] ?? inner?.['content_filter_results'] ?? readResponsesApiFilter(error);
}

/** The Responses API has a list for prompt and completion: `content_filters: [{source_type, …}]`. */
function readResponsesApiFilter(error: Record<string, unknown> | undefined): unknown {
  const filters = asArray(error?.['content_filters'])?.map(asObject);
  return filters?.find((filter) => filter?.['source_type'] === 'prompt')?.['content_filter_results'];
}

function classifyError(error: Record<string, unknown>, status: number | undefined): string {
  if (status !== undefined) return CLASS_BY_STATUS[status] ?? statusClass(status) ?? className(error);
  const message = asText(error['message']);
  const isClientError = 'status' in error && message !== undefined && Object.hasOwn(CLASS_BY_MESSAGE, message);
  return isClientError ? CLASS_BY_MESSAGE[message]! : className(error);
}

function className(error: object): string {
  return asText(error.constructor?.name) ?? OTHER;
}

function statusClass(status: number): string | undefined {
  if (status >= 500) return 'InternalServerError';
  return status >= 400 ? 'APIError' : undefined;
}

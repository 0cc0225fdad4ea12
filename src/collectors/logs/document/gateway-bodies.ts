import { isJsonObject, type JsonObject, type JsonValue } from '../../contracts/document.ts';
import { parseClean } from './clean.ts';

/** `backend_request_body`, or undefined if the text is none (API Management cuts bodies). */
export function requestBody(body: JsonValue): JsonObject | undefined {
  const request = bodyObject(body);
  if (request === undefined) return undefined;
  makePlainText(request, ['input', 'prompt', 'tool_choice', 'function_call']);
  makeItemsPlainText(request['messages'], ['content']);
  return request;
}

/** `backend_response_body`, or undefined if the text is none, such as the events of a stream. */
export function responseBody(body: JsonValue): JsonObject | undefined {
  const response = bodyObject(body);
  if (response === undefined) return undefined;
  const { usage, choices } = response;
  if (isJsonObject(usage)) {
    renameField(usage, 'prompt_tokens', 'input_tokens');
    renameField(usage, 'completion_tokens', 'output_tokens');
  }
  if (Array.isArray(choices)) for (const choice of choices) if (isJsonObject(choice)) prepareChoice(choice);
  addFilteredCategories(response);
  return response;
}

function bodyObject(body: JsonValue): JsonObject | undefined {
  const parsed = typeof body === 'string' ? parseClean(body, 'kept') : body;
  return isJsonObject(parsed) ? parsed : undefined;
}

function prepareChoice(choice: JsonObject): void {
  const { message, content_filter_results: results } = choice;
  if (isJsonObject(message)) makePlainText(message, ['content']);
  const code = isJsonObject(results) ? results['protected_material_code'] : undefined;
  if (isJsonObject(code) && isJsonObject(code['citation'])) renameField(code['citation'], 'URL', 'url');
}

function renameField(object: JsonObject, from: string, to: string): void {
  const value = object[from];
  if (value === undefined || object[to] !== undefined) return;
  delete object[from];
  object[to] = value;
}

/**
 * The messages of a `GatewayLlmLogs` record as a list of objects with a `content`, whatever came: a list, its JSON, or
 * a piece of it (API Management splits long ones over records with rising `sequence_number`).
 */
export function llmMessages(messages: JsonValue): JsonValue {
  const parsed = typeof messages === 'string' ? (parseClean(messages, 'kept') ?? messages) : messages;
  const list = (Array.isArray(parsed) ? parsed : [parsed]).map((message) =>
    isJsonObject(message) ? message : { content: plainText(message) },
  );
  makeItemsPlainText(list, ['content']);
  return list;
}

/**
 * What the OpenAI API lets be a text or a structure (a message's `content`, `input`, `tool_choice`, …) as text, since
 * Elasticsearch refuses a document whose field is an object where its mapping says `keyword`: parts that have a text
 * become it, other parts their JSON.
 */
export function plainText(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map((part) => partText(part));
  return isJsonObject(value) ? partText(value) : value;
}

function partText(part: JsonValue): string {
  if (typeof part === 'string') return part;
  if (isJsonObject(part) && typeof part['text'] === 'string') return part['text'];
  return JSON.stringify(part);
}

/** {@link plainText} for some fields of an object. */
export function makePlainText(object: JsonObject, fields: readonly string[]): void {
  for (const field of fields) {
    const value = object[field];
    if (value !== undefined) object[field] = plainText(value);
  }
}

/** {@link makePlainText} for every object in a list. */
export function makeItemsPlainText(list: JsonValue | undefined, fields: readonly string[]): void {
  if (!Array.isArray(list)) return;
  for (const item of list) if (isJsonObject(item)) makePlainText(item, fields);
}

/** In the order of Elastic's documents. */
const CATEGORIES = ['self_harm', 'sexual', 'hate', 'violence'] as const;

/**
 * Writes `content_filtered_categories`, the list of `{category_name, severity}` that Elastic's dashboard on content
 * filtering counts: for a response, what was filtered of any choice; for a refused prompt, beside its
 * `content_filter_result`. Absent if nothing was filtered.
 */
export function addFilteredCategories(response: JsonObject): void {
  const choices = response['choices'];
  if (Array.isArray(choices)) {
    const found = choices.flatMap((choice) => (isJsonObject(choice) ? filtered(choice['content_filter_results']) : []));
    if (found.length > 0) response['content_filtered_categories'] = found;
  }
  const error = response['error'];
  const inner = isJsonObject(error) ? error['innererror'] : undefined;
  if (!isJsonObject(inner)) return;
  const found = filtered(inner['content_filter_result']);
  if (found.length > 0) inner['content_filtered_categories'] = found;
}

function filtered(results: JsonValue | undefined): JsonObject[] {
  if (!isJsonObject(results)) return [];
  const found: JsonObject[] = [];
  for (const name of CATEGORIES) {
    const verdict = results[name];
    if (!isJsonObject(verdict) || verdict['filtered'] !== true) continue;
    const { severity } = verdict;
    found.push(severity === undefined ? { category_name: name } : { category_name: name, severity });
  }
  return found;
}

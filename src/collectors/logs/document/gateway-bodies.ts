import { isJsonObject, type JsonObject, type JsonValue } from '../../contracts/document.ts';
import { parseClean } from './clean.ts';

/** Converts `backend_request_body`. @returns undefined if it is not an object (API Management truncates bodies) */
export function parseRequestBody(body: JsonValue): JsonObject | undefined {
  const request = parseBody(body);
  if (request === undefined) return undefined;
  convertToPlainText(request, ['input', 'prompt', 'instructions', 'tool_choice', 'function_call']);
  convertItemsToPlainText(request['messages'], ['content']);
  return request;
}

/** Converts `backend_response_body`. @returns undefined if it is not an object, such as the events of a stream */
export function parseResponseBody(body: JsonValue): JsonObject | undefined {
  const response = parseBody(body);
  if (response === undefined) return undefined;
  const { usage, choices } = response;
  if (isJsonObject(usage)) {
    renameField(usage, 'prompt_tokens', 'input_tokens');
    renameField(usage, 'completion_tokens', 'output_tokens');
  }
  convertToPlainText(response, ['instructions']);
  if (Array.isArray(choices)) for (const choice of choices) if (isJsonObject(choice)) convertChoice(choice);
  addFilteredCategories(response);
  return response;
}

/**
 * Converts the messages of a `GatewayLlmLogs` record to a list of objects with a `content`, from a list, its JSON, or a
 * part of it (API Management splits long ones over records with rising `sequence_number`).
 */
export function parseMessages(messages: JsonValue): JsonValue {
  const parsed = typeof messages === 'string' ? (parseClean(messages, 'kept') ?? messages) : messages;
  const list = (Array.isArray(parsed) ? parsed : [parsed]).map((message) =>
    isJsonObject(message) ? message : { content: toPlainText(message) },
  );
  convertItemsToPlainText(list, ['content']);
  return list;
}

function parseBody(body: JsonValue): JsonObject | undefined {
  const parsed = typeof body === 'string' ? parseClean(body, 'kept') : body;
  return isJsonObject(parsed) ? parsed : undefined;
}

function convertChoice(choice: JsonObject): void {
  const { message, content_filter_results: results } = choice;
  if (isJsonObject(message)) convertToPlainText(message, ['content']);
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
 * Converts a value that the OpenAI API allows to be a string or a structure (`content`, `input`, `tool_choice`, …), since
 * Elasticsearch refuses a document with an object in a field that is mapped as `keyword`. Parts with a text become it,
 * others their JSON.
 */
function toPlainText(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map((part) => readPartText(part));
  return isJsonObject(value) ? readPartText(value) : value;
}

function readPartText(part: JsonValue): string {
  if (typeof part === 'string') return part;
  if (isJsonObject(part) && typeof part['text'] === 'string') return part['text'];
  return JSON.stringify(part);
}

function convertToPlainText(object: JsonObject, fields: readonly string[]): void {
  for (const field of fields) {
    const value = object[field];
    if (value !== undefined) object[field] = toPlainText(value);
  }
}

function convertItemsToPlainText(list: JsonValue | undefined, fields: readonly string[]): void {
  if (!Array.isArray(list)) return;
  for (const item of list) if (isJsonObject(item)) convertToPlainText(item, fields);
}

/** In the order of Elastic's documents. */
const CATEGORIES = ['self_harm', 'sexual', 'hate', 'violence'] as const;

/**
 * Adds `content_filtered_categories`, the list of `{category_name, severity}` that Elastic's dashboard on content
 * filtering counts: of all choices of a response, and of a refused prompt beside its `content_filter_result`. Absent if
 * nothing was filtered.
 */
function addFilteredCategories(response: JsonObject): void {
  const { choices, error } = response;
  if (Array.isArray(choices)) {
    const results = choices.map((choice) => (isJsonObject(choice) ? choice['content_filter_results'] : undefined));
    setFilteredCategories(response, results);
  }
  const inner = isJsonObject(error) ? error['innererror'] : undefined;
  if (isJsonObject(inner)) setFilteredCategories(inner, [inner['content_filter_result']]);
}

function setFilteredCategories(target: JsonObject, results: readonly (JsonValue | undefined)[]): void {
  const filtered = results.filter(isJsonObject).flatMap(listFilteredCategories);
  if (filtered.length > 0) target['content_filtered_categories'] = filtered;
}

function listFilteredCategories(results: JsonObject): JsonObject[] {
  return CATEGORIES.flatMap((name): JsonObject[] => {
    const verdict = results[name];
    if (!isJsonObject(verdict) || verdict['filtered'] !== true) return [];
    const { severity } = verdict;
    return [severity === undefined ? { category_name: name } : { category_name: name, severity }];
  });
}

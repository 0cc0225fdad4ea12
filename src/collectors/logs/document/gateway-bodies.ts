import { type JsonObject, type JsonValue, isJsonObject } from '../../contracts/document.ts';
import { addFilteredCategories } from './content-filter.ts';
import { parseClean } from './parse-clean.ts';
import { makeItemsPlainText, makePlainText, plainText } from './plain-text.ts';

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

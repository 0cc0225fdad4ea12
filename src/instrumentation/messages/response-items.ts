import type { JsonObject } from '../json.ts';
import { asArray, asObject, asText } from '../json.ts';
import { mediaParts } from './media.ts';
import { contentParts, genericPart, idField, reasoningParts, toolCallPart, toolCallResponsePart } from './parts.ts';
import { parseArguments, plain } from './plain-json.ts';
import type { Part, ServerToolDetails } from './types.ts';

/** Tools that the application runs: the item's type → the tool's name (else the item tells), and where its input is. */
const clientTools = new Map<string, { name?: string; input: string; inputs?: string }>([
  ['function_call', { input: 'arguments' }],
  ['custom_tool_call', { input: 'input' }],
  ['computer_call', { name: 'computer', input: 'action', inputs: 'actions' }],
  ['local_shell_call', { name: 'local_shell', input: 'action' }],
  ['shell_call', { name: 'shell', input: 'action' }],
  ['apply_patch_call', { name: 'apply_patch', input: 'operation' }],
  ['tool_search_call', { name: 'tool_search', input: 'arguments' }],
]);

/** Tools that the service runs: the item's type → which of its fields are what was asked, and which the answer. */
const serverTools = new Map<string, { type: string; asked: readonly string[]; answered: readonly string[] }>([
  ['web_search_call', { type: 'web_search', asked: ['action'], answered: [] }],
  ['file_search_call', { type: 'file_search', asked: ['queries'], answered: ['results'] }],
  ['code_interpreter_call', { type: 'code_interpreter', asked: ['code', 'container_id'], answered: ['outputs'] }],
  [
    'image_generation_call',
    {
      type: 'image_generation',
      asked: ['revised_prompt', 'action', 'size', 'quality', 'background', 'output_format'],
      answered: ['error'],
    },
  ],
  ['mcp_call', { type: 'mcp', asked: ['server_label', 'arguments'], answered: ['output', 'error'] }],
  ['mcp_list_tools', { type: 'mcp_list_tools', asked: ['server_label'], answered: ['tools', 'error'] }],
]);

/** True for a call that the application has to run, unless the output holds its answer. */
export function isClientToolCall(item: JsonObject): boolean {
  const inContainer = asObject(item['environment'])?.['type'] === 'container_reference';
  return clientTools.has(readItemType(item)) && item['execution'] !== 'server' && !inContainer;
}

/** What the model made besides calls. */
const ofTheModel = new Set(['reasoning', 'compaction', 'mcp_approval_request', 'program']);

/** Whose words an item of the Responses API is: its own `role`, or by its type. */
export function readItemRole(item: JsonObject): string {
  const role = asText(item['role']);
  if (role !== undefined) return role;
  const type = readItemType(item);
  if (clientTools.has(type) || serverTools.has(type) || ofTheModel.has(type)) return 'assistant';
  if (type.endsWith('_output')) return 'tool';
  return type === 'mcp_approval_response' ? 'user' : 'unknown';
}

/** An item of the Responses API, of a request's input or of a response's output. */
export function readItemParts(item: JsonObject): Part[] {
  const type = readItemType(item);
  if (type === 'message') return contentParts(item['content']);
  if (type === 'reasoning') return readReasoning(item);
  const id = item['call_id'] ?? item['id'];
  const clientTool = clientTools.get(type);
  if (clientTool) {
    const { name, input, inputs } = clientTool;
    return [toolCallPart(id, name ?? item['name'], item[input] ?? (inputs && item[inputs]))];
  }
  if (serverTools.has(type)) return serverToolParts(item, type);
  if (type.endsWith('_output')) return [toolCallResponsePart(id, readAnswer(item))];
  return [genericPart({ ...item, type })];
}

/** The type of a message may be left out; that of a reference too, which is nothing but an id. */
function readItemType(item: JsonObject): string {
  return asText(item['type']) ?? (asText(item['role']) === undefined ? 'item_reference' : 'message');
}

/** Nothing where it is encrypted and no summary was asked for. */
function readReasoning(item: JsonObject): Part[] {
  const texts = [...(asArray(item['summary']) ?? []), ...(asArray(item['content']) ?? [])];
  return texts.flatMap((text) => reasoningParts(asObject(text)?.['text']));
}

function readAnswer(item: JsonObject): unknown {
  return item['output'] ?? item['result'] ?? item['tools'] ?? item['status'];
}

function serverToolParts(item: JsonObject, itemType: string): Part[] {
  const { type, asked, answered } = serverTools.get(itemType)!;
  const id = idField(item['id']);
  const answer = readDetails(item, type, answered);
  return [
    {
      type: 'server_tool_call',
      ...id,
      name: asText(item['name']) ?? type,
      server_tool_call: readDetails(item, type, ['status', ...asked]),
    },
    ...(Object.keys(answer).length > 1
      ? [{ type: 'server_tool_call_response', ...id, server_tool_call_response: answer }]
      : []),
    ...(type === 'image_generation' ? readImage(item) : []),
  ];
}

function readDetails(item: JsonObject, type: string, fields: readonly string[]): ServerToolDetails {
  const details: ServerToolDetails = { type };
  for (const field of fields) {
    const value = item[field];
    if (value != null) details[field] = field === 'arguments' ? parseArguments(value) : plain(value);
  }
  return details;
}

function readImage(item: JsonObject): Part[] {
  const format = asText(item['output_format']) ?? 'png';
  return mediaParts({ modality: 'image', data: item['result'], mimeType: `image/${format}` });
}

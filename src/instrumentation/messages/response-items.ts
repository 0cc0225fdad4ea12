import { type JsonObject, asArray, asObject, asText } from '../json.ts';
import { mediaParts } from './media.ts';
import { contentParts, genericPart, idField, reasoningParts, toolCallPart, toolCallResponsePart } from './parts.ts';
import { parseArguments, toPlainJson } from './plain-json.ts';
import type { Part, ServerToolDetails } from './types.ts';

/** Tools that the application runs, by item type: the tool's name, unless the item has it, and the fields of its input. */
const clientTools = new Map<string, { name?: string; input: string; inputs?: string }>([
  ['function_call', { input: 'arguments' }],
  ['custom_tool_call', { input: 'input' }],
  ['computer_call', { name: 'computer', input: 'action', inputs: 'actions' }],
  ['local_shell_call', { name: 'local_shell', input: 'action' }],
  ['shell_call', { name: 'shell', input: 'action' }],
  ['apply_patch_call', { name: 'apply_patch', input: 'operation' }],
  ['tool_search_call', { name: 'tool_search', input: 'arguments' }],
]);

/** Tools that the service runs, by item type: the fields of the input, and those of the output. */
const serverTools = new Map<string, { type: string; inputs: readonly string[]; outputs: readonly string[] }>([
  ['web_search_call', { type: 'web_search', inputs: ['action'], outputs: [] }],
  ['file_search_call', { type: 'file_search', inputs: ['queries'], outputs: ['results'] }],
  ['code_interpreter_call', { type: 'code_interpreter', inputs: ['code', 'container_id'], outputs: ['outputs'] }],
  [
    'image_generation_call',
    {
      type: 'image_generation',
      inputs: ['revised_prompt', 'action', 'size', 'quality', 'background', 'output_format'],
      outputs: ['error'],
    },
  ],
  ['mcp_call', { type: 'mcp', inputs: ['server_label', 'arguments'], outputs: ['output', 'error'] }],
  ['mcp_list_tools', { type: 'mcp_list_tools', inputs: ['server_label'], outputs: ['tools', 'error'] }],
]);

/** True for a call that the application has to run, unless the output has its answer. */
export function isClientToolCall(item: JsonObject): boolean {
  const inContainer = asObject(item['environment'])?.['type'] === 'container_reference';
  return clientTools.has(readItemType(item)) && item['execution'] !== 'server' && !inContainer;
}

/** Other items that the model writes. */
const modelItems = new Set(['reasoning', 'compaction', 'mcp_approval_request', 'program']);

/** Returns the role of an item of the Responses API: its own, or the role for its type. */
export function readItemRole(item: JsonObject): string {
  const role = asText(item['role']);
  if (role !== undefined) return role;
  const type = readItemType(item);
  if (clientTools.has(type) || serverTools.has(type) || modelItems.has(type)) return 'assistant';
  if (type.endsWith('_output')) return 'tool';
  return type === 'mcp_approval_response' ? 'user' : 'unknown';
}

/** Maps an item of the Responses API, in a request's input or a response's output. */
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

/** A message may have no type, and neither may a reference, which has only an id. */
function readItemType(item: JsonObject): string {
  return asText(item['type']) ?? (asText(item['role']) === undefined ? 'item_reference' : 'message');
}

/** Returns no part if the reasoning is encrypted and no summary was requested. */
function readReasoning(item: JsonObject): Part[] {
  const texts = [...(asArray(item['summary']) ?? []), ...(asArray(item['content']) ?? [])];
  return texts.flatMap((text) => reasoningParts(asObject(text)?.['text']));
}

function readAnswer(item: JsonObject): unknown {
  return item['output'] ?? item['result'] ?? item['tools'] ?? item['status'];
}

function serverToolParts(item: JsonObject, itemType: string): Part[] {
  const { type, inputs, outputs } = serverTools.get(itemType)!;
  const id = idField(item['id']);
  const answer = readDetails(item, type, outputs);
  return [
    {
      type: 'server_tool_call',
      ...id,
      name: asText(item['name']) ?? type,
      server_tool_call: readDetails(item, type, ['status', ...inputs]),
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
    if (value != null) details[field] = field === 'arguments' ? parseArguments(value) : toPlainJson(value);
  }
  return details;
}

function readImage(item: JsonObject): Part[] {
  const format = asText(item['output_format']) ?? 'png';
  return mediaParts({ modality: 'image', data: item['result'], mimeType: `image/${format}` });
}

import { type JsonObject, asArray, asObject, asText } from '../json.ts';
import type { ToolDefinition } from './types.ts';

/** Maps the tools of a chat completion, and `functions`, their predecessor. */
export function chatToolDefinitions(body: JsonObject): ToolDefinition[] {
  const functions = asArray(body['functions']) ?? [];
  return [...readDefinitions(body['tools']), ...functions.flatMap((value) => definition('function', asObject(value)))];
}

export function responsesToolDefinitions(body: JsonObject): ToolDefinition[] {
  return readDefinitions(body['tools']);
}

function readDefinitions(tools: unknown): ToolDefinition[] {
  return (asArray(tools) ?? []).flatMap((value) => {
    const tool = asObject(value);
    const type = asText(tool?.['type']);
    if (!tool || type === undefined) return [];
    // Chat completions describe a tool in a nested object, whose field has the name of the type.
    return definition(type, asObject(tool[type]) ?? tool);
  });
}

/**
 * Copies no other field: those of a hosted tool may hold credentials (`authorization`, `headers` of an MCP server), and
 * descriptions and parameters may be large. The conventions omit them by default.
 */
function definition(type: string, tool: JsonObject | undefined): ToolDefinition[] {
  // A hosted tool is named by its type, an MCP server by its label.
  const name = asText(tool?.['name']) ?? asText(tool?.['server_label']) ?? (type === 'function' ? undefined : type);
  if (!tool || name === undefined) return [];
  return [{ type, name }];
}

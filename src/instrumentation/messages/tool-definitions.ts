import { type JsonObject, asArray, asObject, asText } from '../json.ts';
import { toPlainJson } from './plain-json.ts';
import type { ToolDefinition } from './types.ts';

/** Maps the tools of a chat completion, and `functions`, their predecessor. */
export function chatToolDefinitions(body: JsonObject, whole?: boolean): ToolDefinition[] {
  const functions = asArray(body['functions']) ?? [];
  return [
    ...readDefinitions(body['tools'], whole),
    ...functions.flatMap((value) => definition('function', asObject(value), whole)),
  ];
}

export function responsesToolDefinitions(body: JsonObject, whole?: boolean): ToolDefinition[] {
  return readDefinitions(body['tools'], whole);
}

function readDefinitions(tools: unknown, whole: boolean | undefined): ToolDefinition[] {
  return (asArray(tools) ?? []).flatMap((value) => {
    const tool = asObject(value);
    const type = asText(tool?.['type']);
    if (!tool || type === undefined) return [];
    // Chat completions describe a tool in a nested object, whose field has the name of the type.
    return definition(type, asObject(tool[type]) ?? tool, whole);
  });
}

/** Copies no other field: those of a hosted tool may hold credentials (`authorization`, `headers` of an MCP server). */
function definition(type: string, tool: JsonObject | undefined, whole: boolean | undefined): ToolDefinition[] {
  // A hosted tool is named by its type, an MCP server by its label.
  const name = asText(tool?.['name']) ?? asText(tool?.['server_label']) ?? (type === 'function' ? undefined : type);
  if (!tool || name === undefined) return [];
  const description = whole ? asText(tool['description']) : undefined;
  const parameters = whole ? asObject(tool['parameters']) : undefined;
  const tools = type === 'namespace' ? readDefinitions(tool['tools'], whole) : undefined;
  return [
    {
      type,
      name,
      ...(description !== undefined && { description }),
      ...(parameters && { parameters: toPlainJson(parameters) as JsonObject }),
      ...(tools && { tools }),
    },
  ];
}

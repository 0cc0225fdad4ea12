import { type JsonObject, asArray, asObject, asText } from '../instrumentation/json.ts';
import type { Model } from './model.ts';

/** The options of a call of a model, in the AI SDK 5 to 7. */
export type CallOptions = Readonly<Record<string, unknown>>;

/** Returns a call as the request that `@ai-sdk/azure` sends, as far as it is recorded. */
export function wireRequest(options: CallOptions, { modelId }: Model, stream: boolean): JsonObject {
  const own = asObject(options['providerOptions']);
  const azure = { ...asObject(own?.['openai']), ...asObject(own?.['azure']) };
  const isJson = asObject(options['responseFormat'])?.['type'] === 'json';
  const format = isJson ? { type: 'json_object' } : undefined;
  return {
    model: modelId,
    stream,
    temperature: options['temperature'],
    top_p: options['topP'],
    frequency_penalty: options['frequencyPenalty'],
    presence_penalty: options['presencePenalty'],
    seed: options['seed'],
    stop: options['stopSequences'],
    max_tokens: options['maxOutputTokens'],
    max_output_tokens: options['maxOutputTokens'],
    service_tier: azure['serviceTier'],
    reasoning_effort: azure['reasoningEffort'],
    dimensions: azure['dimensions'],
    response_format: format,
    text: { format },
    messages: (asArray(options['prompt']) ?? []).flatMap((message) => wireMessages(asObject(message) ?? {})),
    tools: asArray(options['tools'])?.map((tool) => wireTool(asObject(tool) ?? {})),
  };
}

/** Each result of a tool is a message of its own. */
function wireMessages({ role, content }: JsonObject): JsonObject[] {
  if (typeof content === 'string') return [{ role, content }];
  const parts = (asArray(content) ?? []).map((part) => asObject(part) ?? {});
  if (role === 'tool') {
    return parts.map(({ toolCallId, output }) => ({ role, tool_call_id: toolCallId, content: wireOutput(output) }));
  }
  const calls = parts.filter(({ type }) => type === 'tool-call');
  const others = parts.filter((part) => !calls.includes(part));
  return [{ role, content: others.map(wirePart), ...(calls.length > 0 && { tool_calls: calls.map(wireCall) }) }];
}

/** The data of files is not recorded. */
function wirePart({ type, text, filename }: JsonObject): JsonObject {
  return typeof text === 'string' ? { type: 'text', text } : { type, ...(asText(filename) && { filename }) };
}

function wireCall({ toolCallId, toolName, input }: JsonObject): JsonObject {
  const text = typeof input === 'string' ? input : JSON.stringify(input);
  return { id: toolCallId, type: 'function', function: { name: toolName, arguments: text } };
}

function wireOutput(output: unknown): unknown {
  const value = asObject(output)?.['value'];
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function wireTool({ type, name, description, inputSchema }: JsonObject): JsonObject {
  return type === 'function' ? { type, function: { name, description, parameters: inputSchema } } : { type, name };
}

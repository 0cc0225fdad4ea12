import { type JsonObject, type JsonValue, isJsonObject } from '../../contracts/document.ts';
import { readInteger, readObject, readText } from './values.ts';

/**
 * `gen_ai.operation.name` by the operation ids of Azure's APIs, without `create`, plural, `_` and upper case. Logs and API
 * Management name the operation: `ChatCompletions_Create` for the dated API versions, `createChatCompletion` for v1.
 */
const OPERATIONS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    chatcompletion: 'chat',
    response: 'chat',
    completion: 'text_completion',
    embedding: 'embeddings',
    image: 'generate_content',
    imagegeneration: 'generate_content',
    imageedit: 'generate_content',
    transcription: 'generate_content',
    translation: 'generate_content',
    speech: 'generate_content',
  }),
);

/** `gen_ai.operation.name` by the end of a path below `/openai/` or `/deployments/`. The first match counts. */
const PATHS: readonly [pattern: RegExp, operation: string][] = [
  [/\/(?:chat\/completions|responses)\/?$/, 'chat'],
  [/\/completions\/?$/, 'text_completion'],
  [/\/embeddings\/?$/, 'embeddings'],
  [/\/(?:images|audio)\/[a-z]+\/?$/, 'generate_content'],
];

/** `gen_ai.operation.name` by the `object` of a response. */
const OBJECTS: ReadonlyMap<string, string> = new Map(
  Object.entries({ 'chat.completion': 'chat', response: 'chat', text_completion: 'text_completion' }),
);

/**
 * Returns the attributes of the GenAI conventions that a log record has: operation, deployment, model and tokens.
 * RequestResponse has them in `properties`; API Management in URL and bodies, or in the `properties` of GatewayLlmLogs.
 * GatewayMCPLogs are calls of tools.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/gen-ai/
 */
export function genAiAttributes(fields: JsonObject): JsonObject {
  const openAi = readObject(readObject(fields, 'azure'), 'open_ai');
  const properties = readObject(openAi, 'properties');
  const category = readText(openAi, 'category');
  if (category === 'GatewayMCPLogs') return toolAttributes(properties);
  const path = readPath(fields, properties);
  const request = readObject(properties, 'backend_request_body');
  const response = readObject(properties, 'backend_response_body');
  const places = [readObject(response, 'usage'), properties];
  const deployment =
    readText(properties, 'model_deployment_name') ??
    readText(properties, 'deployment_name') ??
    parseDeployment(path) ??
    readText(request, 'model');
  const attributes: JsonObject = {
    'gen_ai.operation.name': readOperation(openAi, path),
    ...modelAttributes(deployment, readText(response, 'model') ?? readModel(properties)),
    // GatewayLlmLogs call the id of the response `request_id`.
    'gen_ai.response.id':
      readText(response, 'id') ?? (category === 'GatewayLlmLogs' ? readText(properties, 'request_id') : undefined),
    'gen_ai.response.finish_reasons': readFinishReasons(response['choices']),
    'gen_ai.usage.input_tokens': readTokens(places, ['input_tokens', 'prompt_tokens']),
    'gen_ai.usage.output_tokens': readTokens(places, ['output_tokens', 'completion_tokens', 'generated_tokens']),
  };
  if (Object.values(attributes).every((value) => value === undefined)) return {};
  return { 'gen_ai.provider.name': 'azure.ai.openai', ...attributes };
}

/** Returns the attributes of a deployment and its model. Spans and their metrics have the same, in the same sense. */
export function modelAttributes(deployment: string | undefined, model: string | undefined): JsonObject {
  return {
    'azure.openai.deployment': deployment,
    'gen_ai.request.model': deployment,
    'gen_ai.response.model': model,
  };
}

/** A version that is a date is part of the model's name in a response. */
const DATED = /^(?:[a-z]+-)?\d{4}-\d{2}-\d{2}$/;

/**
 * Returns the model as a response names it, such as `gpt-4.1-mini-2025-04-14`. Azure's logs and metrics have name and
 * version apart.
 */
export function readModel(platform: JsonObject): string | undefined {
  const [name, version = ''] = [readText(platform, 'model_name'), readText(platform, 'model_version')];
  return name !== undefined && DATED.test(version) && !name.endsWith(version) ? `${name}-${version}` : name;
}

function toolAttributes(properties: JsonObject): JsonObject {
  const tool = readText(properties, 'tool_name');
  const isCall = tool !== undefined || readText(properties, 'method') === 'tools/call';
  return { 'gen_ai.operation.name': isCall ? 'execute_tool' : undefined, 'gen_ai.tool.name': tool };
}

/** Returns the path of the call at Azure OpenAI, or else at the gateway. */
function readPath(fields: JsonObject, properties: JsonObject): string {
  const url = readText(properties, 'backend_url') ?? readText(readObject(fields, 'url'), 'original') ?? '';
  return URL.parse(url)?.pathname ?? url.split('?', 1)[0]!;
}

function parseDeployment(path: string): string | undefined {
  const name = /\/deployments\/([^/]+)/.exec(path)?.[1];
  try {
    return name && decodeURIComponent(name);
  } catch {
    return name;
  }
}

function readOperation(openAi: JsonObject, path: string): string | undefined {
  const properties = readObject(openAi, 'properties');
  for (const id of [readText(openAi, 'operation_name'), readText(properties, 'operation_id')]) {
    const [, v1, dated] = /^create(.+)$|^(.+?)s?create$/.exec(id?.toLowerCase().replaceAll('_', '') ?? '') ?? [];
    const operation = OPERATIONS.get(v1 ?? dated ?? '');
    if (operation !== undefined) return operation;
  }
  const isOpenAi = /\/(?:openai|deployments)\//.test(path);
  const byPath = isOpenAi ? PATHS.find(([pattern]) => pattern.test(path))?.[1] : undefined;
  return byPath ?? readBodyOperation(properties);
}

/** Returns the operation that fits the bodies, or the messages of GatewayLlmLogs. */
function readBodyOperation(properties: JsonObject): string | undefined {
  const request = readObject(properties, 'backend_request_body');
  const response = readObject(properties, 'backend_response_body');
  const byObject = OBJECTS.get(readText(response, 'object') ?? '');
  if (byObject !== undefined) return byObject;
  const [first] = Array.isArray(response['data']) ? response['data'] : [];
  if (isJsonObject(first) && readText(first, 'object') === 'embedding') return 'embeddings';
  const messages = [request['messages'], properties['request_messages'], properties['response_messages']];
  if (messages.some((list) => Array.isArray(list))) return 'chat';
  if (/embedding/i.test(readText(properties, 'model_name') ?? '')) return 'embeddings';
  return (readInteger(properties, 'completion_tokens') ?? 0) > 0 ? 'chat' : undefined;
}

function readTokens(places: readonly JsonObject[], names: readonly string[]): number | undefined {
  return places.flatMap((place) => names.map((name) => readInteger(place, name))).find((count) => count !== undefined);
}

function readFinishReasons(choices: JsonValue | undefined): string[] | undefined {
  if (!Array.isArray(choices)) return undefined;
  const reasons = choices.flatMap((choice) => (isJsonObject(choice) ? (readText(choice, 'finish_reason') ?? []) : []));
  return reasons.length === 0 ? undefined : reasons;
}

import { type JsonObject, type JsonValue, isJsonObject } from '../../contracts/document.ts';
import { integerAt, objectAt, textAt } from './fields.ts';
import { modelAttributes, modelOf } from './models.ts';

/**
 * `gen_ai.operation.name` of the operations in the descriptions of the API, which logs and API Management name: those by
 * date call them `ChatCompletions_Create`, that of v1 `createChatCompletion`. Without `_`, in lower case.
 */
const OPERATIONS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    chat: ['chatcompletionscreate', 'createchatcompletion', 'responsescreate', 'createresponse'],
    text_completion: ['completionscreate', 'createcompletion'],
    embeddings: ['embeddingscreate', 'createembedding'],
    generate_content: [
      'imagegenerationscreate',
      'createimage',
      'createimageedit',
      'transcriptionscreate',
      'createtranscription',
      'translationscreate',
      'createtranslation',
      'speechcreate',
      'createspeech',
    ],
  }).flatMap(([operation, names]) => names.map((name) => [name, operation] as const)),
);

/** The same by the end of the path, below `/openai/` or `/deployments/`: the first that matches. */
const PATHS: readonly [pattern: RegExp, operation: string][] = [
  [/\/(?:chat\/completions|responses)\/?$/, 'chat'],
  [/\/completions\/?$/, 'text_completion'],
  [/\/embeddings\/?$/, 'embeddings'],
  [/\/(?:images|audio)\/[a-z]+\/?$/, 'generate_content'],
];

/** The same by `object` of a response. */
const OBJECTS: ReadonlyMap<string, string> = new Map(
  Object.entries({ 'chat.completion': 'chat', response: 'chat', text_completion: 'text_completion' }),
);

/**
 * Attributes of the GenAI conventions that a record has: which deployment was asked, which model answered, and the
 * tokens. RequestResponse has them in `properties`, API Management in URL and bodies, or in `properties` of
 * GatewayLlmLogs; GatewayMCPLogs are calls of tools.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/gen-ai/
 */
export function genAiAttributes(fields: JsonObject): JsonObject {
  const openAi = objectAt(objectAt(fields, 'azure'), 'open_ai');
  const properties = objectAt(openAi, 'properties');
  if (textAt(openAi, 'category') === 'GatewayMCPLogs') return toolAttributes(properties);
  const path = pathOf(fields, properties);
  const request = objectAt(properties, 'backend_request_body');
  const response = objectAt(properties, 'backend_response_body');
  const usage = objectAt(response, 'usage');
  const deployment =
    textAt(properties, 'model_deployment_name') ??
    textAt(properties, 'deployment_name') ??
    deploymentIn(path) ??
    textAt(request, 'model');
  const attributes: JsonObject = {
    'gen_ai.operation.name': operationOf(openAi, path),
    ...modelAttributes(deployment, textAt(response, 'model') ?? modelOf(properties)),
    'gen_ai.response.id': textAt(response, 'id') ?? llmResponseId(openAi),
    'gen_ai.response.finish_reasons': finishReasons(response['choices']),
    'gen_ai.usage.input_tokens': tokens([usage, properties], ['input_tokens', 'prompt_tokens']),
    'gen_ai.usage.output_tokens': tokens(
      [usage, properties],
      ['output_tokens', 'completion_tokens', 'generated_tokens'],
    ),
  };
  if (Object.values(attributes).every((value) => value === undefined)) return {};
  return { 'gen_ai.provider.name': 'azure.ai.openai', ...attributes };
}

function toolAttributes(properties: JsonObject): JsonObject {
  const tool = textAt(properties, 'tool_name');
  const isCall = tool !== undefined || textAt(properties, 'method') === 'tools/call';
  return { 'gen_ai.operation.name': isCall ? 'execute_tool' : undefined, 'gen_ai.tool.name': tool };
}

/** Path of the call at Azure OpenAI, or else at the gateway. */
function pathOf(fields: JsonObject, properties: JsonObject): string {
  const url = textAt(properties, 'backend_url') ?? textAt(objectAt(fields, 'url'), 'original') ?? '';
  return URL.parse(url)?.pathname ?? url.split('?', 1)[0]!;
}

function deploymentIn(path: string): string | undefined {
  const name = /\/deployments\/([^/]+)/.exec(path)?.[1];
  try {
    return name && decodeURIComponent(name);
  } catch {
    return name;
  }
}

function operationOf(openAi: JsonObject, path: string): string | undefined {
  const properties = objectAt(openAi, 'properties');
  const named = [textAt(openAi, 'operation_name'), textAt(properties, 'operation_id')];
  const known = named
    .map((name = '') => OPERATIONS.get(name.toLowerCase().replaceAll('_', '')))
    .find((operation) => operation !== undefined);
  const isOpenAi = /\/(?:openai|deployments)\//.test(path);
  return (
    known ?? (isOpenAi ? PATHS.find(([pattern]) => pattern.test(path))?.[1] : undefined) ?? operationIn(properties)
  );
}

/** The operation that bodies are of, or the messages of GatewayLlmLogs. */
function operationIn(properties: JsonObject): string | undefined {
  const [request, response] = [
    objectAt(properties, 'backend_request_body'),
    objectAt(properties, 'backend_response_body'),
  ];
  const byObject = OBJECTS.get(textAt(response, 'object') ?? '');
  if (byObject !== undefined) return byObject;
  const [first] = Array.isArray(response['data']) ? response['data'] : [];
  if (isJsonObject(first) && textAt(first, 'object') === 'embedding') return 'embeddings';
  const messages = [request['messages'], properties['request_messages'], properties['response_messages']];
  if (messages.some((list) => Array.isArray(list))) return 'chat';
  if (/embedding/i.test(textAt(properties, 'model_name') ?? '')) return 'embeddings';
  return (integerAt(properties, 'completion_tokens') ?? 0) > 0 ? 'chat' : undefined;
}

/** GatewayLlmLogs call it the id of the request. */
function llmResponseId(openAi: JsonObject): string | undefined {
  return textAt(openAi, 'category') === 'GatewayLlmLogs'
    ? textAt(objectAt(openAi, 'properties'), 'request_id')
    : undefined;
}

function tokens(places: readonly JsonObject[], names: readonly string[]): number | undefined {
  for (const place of places) {
    for (const name of names) {
      const count = integerAt(place, name);
      if (count !== undefined) return count;
    }
  }
  return undefined;
}

function finishReasons(choices: JsonValue | undefined): string[] | undefined {
  if (!Array.isArray(choices)) return undefined;
  const reasons = choices.flatMap((choice) => (isJsonObject(choice) ? (textAt(choice, 'finish_reason') ?? []) : []));
  return reasons.length === 0 ? undefined : reasons;
}

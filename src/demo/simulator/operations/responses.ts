import { type JsonObject, numberOf, objectOf, objectsOf, stringOf } from '../../../json.ts';
import type { Answer, Call, Operation } from '../call.ts';
import { type AzureError, filteredResponsesPrompt, invalidRequest } from '../errors.ts';
import { generate, type Generation, type TokenUsage, type ModelRequest } from '../generate.ts';
import type { ModelTraits } from '../models.ts';
import { conversationPrompt, type Prompt } from '../prompt.ts';
import type { Random } from '../random.ts';
import { readToolChoice, readTool } from '../tools.ts';
import { missing, refusedByReasoningModel } from './checks.ts';
import { refusedPromptFilters, responseFilters } from './response-filters.ts';
import { responseEvents } from './response-stream.ts';

/**
 * `POST …/responses`, whole and streamed. Nothing is stored, so `previous_response_id` finds nothing. Source of the
 * shapes: exchanges with Azure recorded by vercel/ai (its azure provider), where `model` is the name of the deployment.
 */
export const responses: Operation = {
  path: '/responses',
  azureName: 'Responses_Create',
  verb: 'responses',
  underDeployment: false,
  supports: (traits) => traits.modern && !traits.embeds,
  prompt: (body) => conversationPrompt(readMessages(body), writePreamble(body)),
  refusal: (call) => missing(call, 'input') ?? unknownPrevious(call) ?? refusedByReasoningModel(call),
  filteredPrompt: ({ deployment }) => filteredResponsesPrompt(refusedPromptFilters(deployment.traits)),
  answer,
};

function answer(call: Call, prompt: Prompt): Answer {
  const { body, deployment, random } = call;
  const { traits } = deployment;
  const id = `resp_${random.hex(48)}`;
  const cache = deployment.cache.use(prompt.tokens);
  const generation = generate(parseRequest(body, prompt), traits, cache, random, call.filterAnswer);
  const output = createOutput(generation, traits, random);
  const finished = { ...openResponse(call, id), ...ending(call, generation), output };
  if (body['stream'] !== true) return { kind: 'whole', usage: generation.usage, body: finished };
  const events = responseEvents(openResponse(call, id), output, finished);
  return { kind: 'stream', usage: generation.usage, usageSent: true, events };
}

function readMessages({ input }: JsonObject): JsonObject[] {
  return typeof input === 'string' ? [{ role: 'user', content: input }] : objectsOf(input);
}

function writePreamble(body: JsonObject): string {
  const tools = objectsOf(body['tools']).map((tool) => JSON.stringify(tool));
  return [stringOf(body['instructions']) ?? '', ...tools].filter((text) => text !== '').join('\n');
}

function unknownPrevious({ body }: Call): AzureError | undefined {
  const id = stringOf(body['previous_response_id']);
  if (id === undefined) return undefined;
  const message = `Previous response with id '${id}' not found.`;
  return invalidRequest(message, 'previous_response_id', 'previous_response_not_found');
}

function parseRequest(body: JsonObject, prompt: Prompt): ModelRequest {
  return {
    prompt,
    choices: 1,
    maxTokens: numberOf(body['max_output_tokens']),
    tools: objectsOf(body['tools'])
      .filter((tool) => tool['type'] === 'function')
      .map(readTool),
    toolChoice: readToolChoice(body['tool_choice']),
    schema: objectOf(objectOf(body['text'])['format'])['schema'],
    effort: stringOf(objectOf(body['reasoning'])['effort']) ?? 'medium',
  };
}

/** The response while it is in progress. */
function openResponse({ body, created, deployment }: Call, id: string): JsonObject {
  return {
    id,
    object: 'response',
    created_at: created,
    status: 'in_progress',
    background: false,
    content_filters: null,
    error: null,
    incomplete_details: null,
    instructions: body['instructions'] ?? null,
    max_output_tokens: body['max_output_tokens'] ?? null,
    metadata: body['metadata'] ?? {},
    model: deployment.name,
    output: [],
    parallel_tool_calls: body['parallel_tool_calls'] ?? true,
    previous_response_id: null,
    reasoning: { effort: objectOf(body['reasoning'])['effort'] ?? null, summary: null },
    service_tier: 'default',
    store: false,
    temperature: body['temperature'] ?? 1,
    text: body['text'] ?? { format: { type: 'text' } },
    tool_choice: body['tool_choice'] ?? 'auto',
    tools: body['tools'] ?? [],
    top_p: body['top_p'] ?? 1,
    truncation: 'disabled',
    usage: null,
    user: null,
  };
}

/** The fields that change when a response ends. */
function ending({ deployment }: Call, { choices, usage }: Generation): JsonObject {
  const reason = choices[0]?.finishReason;
  const incomplete = reason === 'length' ? 'max_output_tokens' : reason === 'content_filter' ? reason : undefined;
  return {
    status: incomplete === undefined ? 'completed' : 'incomplete',
    content_filters: responseFilters(deployment.traits, reason === 'content_filter'),
    incomplete_details: incomplete === undefined ? null : { reason: incomplete },
    usage: createUsage(usage, deployment.traits),
  };
}

function createUsage(usage: TokenUsage, traits: ModelTraits): JsonObject {
  return {
    input_tokens: usage.prompt,
    input_tokens_details: {
      ...(traits.reportsCacheWrites && { cache_write_tokens: usage.cacheWritten }),
      cached_tokens: usage.cached,
    },
    output_tokens: usage.completion,
    output_tokens_details: { reasoning_tokens: usage.reasoning },
    total_tokens: usage.prompt + usage.completion,
  };
}

function createOutput({ choices, usage }: Generation, traits: ModelTraits, random: Random): JsonObject[] {
  const [choice] = choices;
  const status = choice?.finishReason === 'stop' || choice?.finishReason === 'tool_calls' ? 'completed' : 'incomplete';
  const reasoning =
    traits.reasons && usage.reasoning > 0 ? [{ id: `rs_${random.hex(48)}`, type: 'reasoning', summary: [] }] : [];
  const calls = (choice?.toolCalls ?? []).map((call) => ({
    id: `fc_${random.hex(48)}`,
    type: 'function_call',
    status: 'completed',
    arguments: call.arguments,
    call_id: call.id,
    name: call.name,
  }));
  if (calls.length > 0 || choice === undefined || choice.text === '') return [...reasoning, ...calls];
  const content = [{ type: 'output_text', annotations: [], logprobs: [], text: choice.text }];
  return [...reasoning, { id: `msg_${random.hex(48)}`, type: 'message', status, content, role: 'assistant' }];
}

import { type JsonObject, numberOf, objectOf, objectsOf, stringOf } from '../../../json.ts';
import type { Answer, Call, Operation } from '../call.ts';
import { filteredPrompt } from '../errors.ts';
import { answerVerdicts, promptFilterResults } from '../filters.ts';
import { type Choice, generate, type ModelRequest } from '../generate.ts';
import type { ModelTraits } from '../models.ts';
import { conversationPrompt, type Prompt } from '../prompt.ts';
import { readToolChoice, readTool } from '../tools.ts';
import { chatEvents } from './chat-stream.ts';
import { missing, refusedByReasoningModel, refusedStreamOptions } from './checks.ts';
import { fingerprint, serviceTier, createUsage } from './members.ts';

/** `POST …/chat/completions`, whole and streamed. Source of the shapes: recorded exchanges. */
export const chat: Operation = {
  path: '/chat/completions',
  azureName: 'ChatCompletions_Create',
  verb: 'chatCompletion',
  underDeployment: true,
  supports: (traits) => !traits.embeds && !traits.completes,
  prompt: (body) => conversationPrompt(objectsOf(body['messages']), toolsPreamble(body)),
  refusal: (call) => missing(call, 'messages') ?? refusedStreamOptions(call) ?? refusedByReasoningModel(call),
  filteredPrompt: ({ deployment }) => filteredPrompt(deployment.traits),
  answer,
};

function answer(call: Call, prompt: Prompt): Answer {
  const { body, deployment, random } = call;
  const { traits } = deployment;
  const id = `chatcmpl-${random.letters(29)}`;
  const generation = generate(
    parseRequest(body, prompt),
    traits,
    deployment.cache.use(prompt.tokens),
    random,
    call.filterAnswer,
  );
  if (body['stream'] === true) return chatEvents(call, id, generation);
  return {
    kind: 'whole',
    usage: generation.usage,
    body: {
      choices: generation.choices.map((choice, index) => wholeChoice(choice, index, traits)),
      created: call.created,
      id,
      model: deployment.options.model,
      object: 'chat.completion',
      prompt_filter_results: promptFilterResults(traits),
      ...serviceTier(body),
      system_fingerprint: fingerprint(deployment),
      usage: createUsage(generation.usage, traits),
    },
  };
}

function parseRequest(body: JsonObject, prompt: Prompt): ModelRequest {
  return {
    prompt,
    choices: Math.min(Math.max(1, numberOf(body['n']) ?? 1), 128),
    maxTokens: numberOf(body['max_completion_tokens']) ?? numberOf(body['max_tokens']),
    tools: objectsOf(body['tools']).map(readTool),
    toolChoice: readToolChoice(body['tool_choice']),
    schema: readSchema(objectOf(body['response_format'])),
    effort: stringOf(body['reasoning_effort']) ?? 'medium',
  };
}

function readSchema(format: JsonObject): unknown {
  if (format['type'] === 'json_object') return { type: 'object', properties: { answer: { type: 'string' } } };
  return objectOf(format['json_schema'])['schema'];
}

// Definitions of tools are part of the prompt, and billed.
function toolsPreamble(body: JsonObject): string {
  return objectsOf(body['tools'])
    .map((tool) => JSON.stringify(tool['function'] ?? tool))
    .join('\n');
}

function wholeChoice(choice: Choice, index: number, traits: ModelTraits): JsonObject {
  const filtered = choice.finishReason === 'content_filter';
  return {
    content_filter_results: choice.toolCalls.length > 0 ? {} : answerVerdicts(traits, filtered),
    finish_reason: choice.finishReason,
    index,
    logprobs: null,
    // Azure withholds the message of a choice that its filter stops.
    ...(!filtered && { message: createMessage(choice, traits) }),
  };
}

function createMessage({ text, toolCalls }: Choice, traits: ModelTraits): JsonObject {
  return {
    ...(traits.modern && { annotations: [] }),
    content: toolCalls.length > 0 ? null : text,
    ...(traits.modern && { refusal: null }),
    role: 'assistant',
    ...(toolCalls.length > 0 && {
      tool_calls: toolCalls.map((call) => ({
        function: { arguments: call.arguments, name: call.name },
        id: call.id,
        type: 'function',
      })),
    }),
  };
}

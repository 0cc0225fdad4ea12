import { type JsonObject, numberOf, objectOf } from '../../../json.ts';
import type { Answer, Call, Operation } from '../call.ts';
import { filteredPrompt } from '../errors.ts';
import { answerVerdicts, promptFilterResults } from '../filters.ts';
import { type Choice, generate } from '../generate.ts';
import type { ModelTraits } from '../models.ts';
import { type Prompt, textPrompt } from '../prompt.ts';
import { splitTokens } from '../tokens.ts';
import { missing, refusedStreamOptions } from './checks.ts';
import { dataEvent, createUsage } from './members.ts';

/** `max_tokens` of legacy completions, where the request has none. Source: Azure OpenAI REST reference. */
const DEFAULT_MAX_TOKENS = 16;

/** `POST …/completions`, the legacy operation of `gpt-35-turbo-instruct`, whole and streamed. */
export const completions: Operation = {
  path: '/completions',
  azureName: 'Completions_Create',
  verb: 'completion',
  underDeployment: true,
  supports: (traits) => traits.completes,
  prompt: (body) => textPrompt(readPrompts(body).join('\n')),
  refusal: (call) => missing(call, 'prompt') ?? refusedStreamOptions(call),
  filteredPrompt: ({ deployment }) => filteredPrompt(deployment.traits),
  answer,
};

function answer(call: Call, prompt: Prompt): Answer {
  const { body, deployment, random } = call;
  const { traits } = deployment;
  const id = `cmpl-${random.letters(29)}`;
  const choices = readPrompts(body).length * Math.min(Math.max(1, numberOf(body['n']) ?? 1), 128);
  const maxTokens = numberOf(body['max_tokens']) ?? DEFAULT_MAX_TOKENS;
  const request = {
    prompt,
    choices,
    maxTokens,
    tools: [],
    toolChoice: 'none' as const,
    schema: undefined,
    effort: 'none',
  };
  const generation = generate(request, traits, { read: 0, written: 0 }, random, call.filterAnswer);
  const usage = createUsage(generation.usage, traits);
  const envelope = (parts: JsonObject[]): JsonObject => ({
    choices: parts,
    created: call.created,
    id,
    model: deployment.options.model,
    object: 'text_completion',
  });
  const verdicts = { prompt_filter_results: promptFilterResults(traits) };
  if (body['stream'] !== true) {
    const parts = generation.choices.map((choice, index) => part(choice.text, index, traits, choice));
    return { kind: 'whole', usage: generation.usage, body: { ...envelope(parts), ...verdicts, usage } };
  }
  const usageSent = objectOf(body['stream_options'])['include_usage'] === true;
  const chunks = [
    { choices: [], created: 0, id: '', model: '', object: '', ...verdicts },
    ...generation.choices
      .flatMap((choice, index) => streamedParts(choice, index, traits))
      .map((each) => envelope([each])),
    ...(usageSent ? [{ ...envelope([]), usage }] : []),
  ];
  return {
    kind: 'stream',
    usage: generation.usage,
    usageSent,
    events: [...chunks.map(dataEvent), dataEvent('[DONE]')],
  };
}

function readPrompts({ prompt }: JsonObject): string[] {
  return Array.isArray(prompt) ? prompt.map(String) : [String(prompt)];
}

function streamedParts(choice: Choice, index: number, traits: ModelTraits): JsonObject[] {
  return [...splitTokens(choice.text).map((text) => part(text, index, traits)), part('', index, traits, choice)];
}

function part(text: string, index: number, traits: ModelTraits, finished?: Choice): JsonObject {
  return {
    content_filter_results: answerVerdicts(traits, finished?.finishReason === 'content_filter'),
    finish_reason: finished?.finishReason ?? null,
    index,
    logprobs: null,
    text,
  };
}

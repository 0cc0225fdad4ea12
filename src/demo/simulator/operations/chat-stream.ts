import { type JsonObject, objectOf, stringOf } from '../../../json.ts';
import type { Answer, Call } from '../call.ts';
import { answerVerdicts, promptFilterResults } from '../filters.ts';
import type { Choice, Generation } from '../generate.ts';
import { splitTokens } from '../tokens.ts';
import { dataEvent, fingerprint, serviceTier, createUsage } from './members.ts';

/** Padding rounds the length of a chunk's content up to a multiple of this, as recorded. */
const PADDED_LENGTH = 16;

/**
 * Creates a streamed chat completion, chunk by chunk as Azure sends it: the prompt's verdicts in a chunk with no choice and an
 * empty model, then for each choice its role, its content with verdicts and its finish reason, the usage if requested,
 * and `[DONE]`. The chunks of several choices take turns. Sources: recorded exchanges; for the asynchronous content
 * filter, Azure's "Content streaming" page.
 */
export function chatEvents(call: Call, id: string, generation: Generation): Answer {
  const { body, deployment } = call;
  const usageSent = objectOf(body['stream_options'])['include_usage'] === true;
  const usageNull = usageSent ? { usage: null } : {};
  const choices = generation.choices.map((choice, index) => choiceChunks(call, choice, index));
  const chunks = [
    { ...annotation([]), prompt_filter_results: promptFilterResults(deployment.traits), ...usageNull },
    ...takingTurns(choices).map((choice) => ({
      ...('delta' in choice ? envelope(call, id, [choice]) : annotation([choice])),
      ...usageNull,
    })),
    ...(usageSent ? [{ ...envelope(call, id, []), usage: createUsage(generation.usage, deployment.traits) }] : []),
  ];
  return {
    kind: 'stream',
    usage: generation.usage,
    usageSent,
    events: [...chunks.map(dataEvent), dataEvent('[DONE]')],
  };
}

/** The members around the choices of a chunk, in the order in which Azure sends them. */
function envelope(call: Call, id: string, choices: JsonObject[]): JsonObject {
  return {
    choices,
    created: call.created,
    id,
    model: call.deployment.options.model,
    ...obfuscation(call, choices),
    object: 'chat.completion.chunk',
    ...serviceTier(call.body),
    system_fingerprint: fingerprint(call.deployment),
  };
}

/** A chunk with verdicts and no content. */
function annotation(choices: JsonObject[]): JsonObject {
  return { choices, created: 0, id: '', model: '', object: '' };
}

function choiceChunks(call: Call, choice: Choice, index: number): JsonObject[] {
  const { traits, options } = call.deployment;
  const asynchronous = options.contentFilter === 'asynchronous';
  const delta = (members: JsonObject, verdicts: JsonObject, finishReason: string | null = null): JsonObject => ({
    ...(!asynchronous && { content_filter_results: verdicts }),
    delta: members,
    finish_reason: finishReason,
    index,
    logprobs: null,
  });
  const filtered = choice.finishReason === 'content_filter';
  const role = { ...(traits.modern && { refusal: null }), role: 'assistant' };
  const beginning = choice.toolCalls.length > 0 ? { content: null, ...role } : { content: '', ...role };
  const contents = splitTokens(choice.text).map((content) => delta({ content }, answerVerdicts(traits)));
  const end = delta({}, filtered ? answerVerdicts(traits, true) : {}, choice.finishReason);
  const verdict = { ...lateVerdict(call, choice, index), finish_reason: filtered ? choice.finishReason : null };
  return [
    delta(beginning, {}),
    ...contents,
    ...toolCallDeltas(choice).map((members) => delta(members, {})),
    ...(asynchronous && filtered ? [] : [end]),
    ...(asynchronous ? [verdict] : []),
  ];
}

/** The asynchronous filter's verdict on a choice: about the characters that came after the prompt's. */
function lateVerdict(call: Call, choice: Choice, index: number): JsonObject {
  const start = JSON.stringify(call.body['messages']).length;
  const end = start + choice.text.length;
  return {
    content_filter_offsets: { check_offset: end, end_offset: end, start_offset: start },
    content_filter_results: answerVerdicts(call.deployment.traits, choice.finishReason === 'content_filter'),
    finish_reason: null,
    index,
  };
}

function toolCallDeltas(choice: Choice): JsonObject[] {
  return choice.toolCalls.flatMap((call, index) => [
    { tool_calls: [{ function: { arguments: '', name: call.name }, id: call.id, index, type: 'function' }] },
    ...splitTokens(call.arguments).map((part) => ({ tool_calls: [{ function: { arguments: part }, index }] })),
  ]);
}

function takingTurns<T>(rows: readonly T[][]): T[] {
  const longest = Math.max(...rows.map((row) => row.length));
  return Array.from({ length: longest }, (_, turn) => rows.flatMap((row) => row.slice(turn, turn + 1))).flat();
}

function obfuscation({ body, deployment, random }: Call, [choice]: JsonObject[]): { obfuscation?: string } {
  const unwanted = objectOf(body['stream_options'])['include_obfuscation'] === false;
  if (!deployment.traits.modern || unwanted) return {};
  const content = stringOf(objectOf(choice?.['delta'])['content']) ?? '';
  return { obfuscation: random.letters(PADDED_LENGTH - (content.length % PADDED_LENGTH)) };
}

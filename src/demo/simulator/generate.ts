import { FILTERED_ANSWER_PHRASE } from './filters.ts';
import type { ModelTraits } from './models.ts';
import type { CacheUse } from './prompt-cache.ts';
import type { Prompt } from './prompt.ts';
import type { Random } from './random.ts';
import { createSample } from './samples.ts';
import { answerText } from './text.ts';
import { countTokens, splitTokens } from './tokens.ts';
import { argumentsFor, type Tool, type ToolCall, type ToolChoice, toolsCalled } from './tools.ts';

/** Reasoning tokens by effort, before a part that varies; they come in blocks of 64. */
const REASONING: Readonly<Record<string, number>> = {
  none: 0,
  minimal: 0,
  low: 64,
  medium: 192,
  high: 640,
  xhigh: 1280,
};
const REASONING_BLOCK = 64;

/** A request to the model, of any operation. */
export interface ModelRequest {
  prompt: Prompt;
  /** The number of choices. */
  choices: number;
  /** The most tokens that a choice may take, its reasoning included. */
  maxTokens: number | undefined;
  tools: readonly Tool[];
  toolChoice: ToolChoice;
  /** JSON schema of the answer, if it must be JSON. */
  schema: unknown;
  /** `reasoning_effort`; means nothing to a model that does not reason. */
  effort: string;
}

/** One of the model's answers. */
export interface Choice {
  text: string;
  toolCalls: ToolCall[];
  finishReason: 'stop' | 'length' | 'tool_calls' | 'content_filter';
}

/** Billed tokens. `cached` and `cacheWritten` are part of `prompt`, `reasoning` of `completion`. */
export interface TokenUsage {
  prompt: number;
  cached: number;
  cacheWritten: number;
  completion: number;
  reasoning: number;
}

/** The output of the model. */
export interface Generation {
  choices: Choice[];
  usage: TokenUsage;
}

/** Answers a request. The answers depend on nothing but the arguments. */
export function generate(
  request: ModelRequest,
  traits: ModelTraits,
  cache: CacheUse,
  random: Random,
  filterAnswer: boolean,
): Generation {
  const filtered = filterAnswer || request.prompt.text.includes(FILTERED_ANSWER_PHRASE);
  const drafts = Array.from({ length: request.choices }, () => draft(request, traits, random, filtered));
  const total = (count: (each: Draft) => number): number => drafts.reduce((sum, each) => sum + count(each), 0);
  return {
    choices: drafts.map((each) => each.choice),
    usage: {
      prompt: request.prompt.tokens.length,
      cached: traits.caches ? cache.read : 0,
      cacheWritten: traits.reportsCacheWrites ? cache.written : 0,
      completion: total((each) => each.reasoning + each.visible),
      reasoning: total((each) => each.reasoning),
    },
  };
}

interface Draft {
  choice: Choice;
  reasoning: number;
  visible: number;
}

function draft(request: ModelRequest, traits: ModelTraits, random: Random, filtered: boolean): Draft {
  const limit = request.maxTokens ?? Number.POSITIVE_INFINITY;
  const wanted = traits.reasons ? reasoningTokens(request.effort, random) : 0;
  const reasoning = Math.min(wanted, limit);
  const toolCalls = toolsCalled(request.tools, request.toolChoice, request.prompt).map((tool) => ({
    id: `call_${random.letters(24)}`,
    name: tool.name,
    arguments: argumentsFor(tool, request.prompt),
  }));
  if (toolCalls.length > 0) {
    const visible = toolCalls.reduce((sum, call) => sum + countTokens(call.name) + countTokens(call.arguments), 0);
    // A call that was forced by name ends with `stop`. Source: OpenAI's function calling guide.
    const finishReason = typeof request.toolChoice === 'object' ? 'stop' : 'tool_calls';
    return { choice: { text: '', toolCalls, finishReason }, reasoning, visible };
  }
  const tokens = splitTokens(fullText(request, random));
  const end = filtered ? Math.ceil(tokens.length / 2) : tokens.length;
  const kept = tokens.slice(0, Math.min(end, limit - reasoning));
  const finishReason = kept.length < end ? 'length' : filtered ? 'content_filter' : 'stop';
  return { choice: { text: kept.join(''), toolCalls: [], finishReason }, reasoning, visible: kept.length };
}

function fullText(request: ModelRequest, random: Random): string {
  return request.schema === undefined
    ? answerText(random)
    : JSON.stringify(createSample(request.schema, request.prompt.question));
}

function reasoningTokens(effort: string, random: Random): number {
  const base = REASONING[effort] ?? 192;
  return base === 0 ? 0 : base + REASONING_BLOCK * random.integer(4);
}

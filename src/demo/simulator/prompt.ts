import { isObject, type JsonObject, objectOf, objectsOf, stringOf } from '../../json.ts';
import { tokensOf } from './tokens.ts';

/** Tokens around each message, and before the answer. Source: OpenAI cookbook, "How to count tokens with tiktoken". */
const MESSAGE_FRAME = ['<|start|>', '<|message|>', '<|end|>'];
const ANSWER_FRAME = ['<|start|>', 'assistant', '<|message|>'];

/** A prompt, whichever operation it came by. */
export interface Prompt {
  /** The prompt in tokens, its frame included: what is billed and cached. */
  tokens: string[];
  /** All of its text. */
  text: string;
  /** The last message of the user. */
  question: string;
  /** Whether it ends with the result of a tool. */
  answersTool: boolean;
}

/**
 * The prompt of a conversation.
 *
 * @param messages chat completions' `messages`, or the responses API's `input` items.
 * @param preamble what comes before them: instructions, definitions of tools.
 */
export function conversationPrompt(messages: readonly JsonObject[], preamble = ''): Prompt {
  const tokens = preamble === '' ? [] : [...MESSAGE_FRAME, ...tokensOf(preamble)];
  const texts: string[] = [preamble];
  let question = '';
  for (const message of messages) {
    const role = stringOf(message['role']) ?? stringOf(message['type']) ?? 'user';
    const text = textOf(message);
    tokens.push(...MESSAGE_FRAME, ...tokensOf(role), ...tokensOf(text));
    texts.push(text);
    if (role === 'user') question = text;
  }
  const last = objectOf(messages.at(-1));
  return {
    tokens: [...tokens, ...ANSWER_FRAME],
    text: texts.join('\n'),
    question,
    answersTool: last['role'] === 'tool' || last['type'] === 'function_call_output',
  };
}

/** A prompt that is a text and nothing else, as of legacy completions. */
export function textPrompt(text: string): Prompt {
  return { tokens: tokensOf(text), text, question: text, answersTool: false };
}

function textOf(message: JsonObject): string {
  const { content, output, arguments: argumentsText } = message;
  if (typeof content === 'string') return content;
  const parts = objectsOf(content).map((part) => stringOf(part['text']) ?? stringOf(part['refusal']) ?? '');
  const calls = objectsOf(message['tool_calls']).map((call) => JSON.stringify(call['function'] ?? {}));
  const other = [output, argumentsText].map((value) =>
    isObject(value) ? JSON.stringify(value) : (stringOf(value) ?? ''),
  );
  return [...parts, ...calls, ...other].filter((text) => text !== '').join('\n');
}

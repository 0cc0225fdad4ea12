import { isObject, type JsonObject, objectOf, objectsOf, stringOf } from '../../json.ts';
import { splitTokens } from './tokens.ts';

/** Tokens around each message, and before the answer. Source: OpenAI cookbook, "How to count tokens with tiktoken". */
const MESSAGE_FRAME = ['<|start|>', '<|message|>', '<|end|>'];
const ANSWER_FRAME = ['<|start|>', 'assistant', '<|message|>'];

/** A prompt of any operation. */
export interface Prompt {
  /** The billed and cached tokens of the prompt, with its frame. */
  tokens: string[];
  /** All of its text. */
  text: string;
  /** The last message of the user. */
  question: string;
  /** Whether it ends with the result of a tool. */
  answersTool: boolean;
}

/**
 * Returns the prompt of a conversation.
 *
 * @param messages chat completions' `messages`, or the responses API's `input` items.
 * @param preamble the text before them: instructions, definitions of tools.
 */
export function conversationPrompt(messages: readonly JsonObject[], preamble = ''): Prompt {
  const tokens = preamble === '' ? [] : [...MESSAGE_FRAME, ...splitTokens(preamble)];
  const texts: string[] = [preamble];
  let question = '';
  for (const message of messages) {
    const role = stringOf(message['role']) ?? stringOf(message['type']) ?? 'user';
    const text = readText(message);
    tokens.push(...MESSAGE_FRAME, ...splitTokens(role), ...splitTokens(text));
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

/** Returns the prompt of a text alone, as of legacy completions. */
export function textPrompt(text: string): Prompt {
  return { tokens: splitTokens(text), text, question: text, answersTool: false };
}

function readText(message: JsonObject): string {
  const { content, output, arguments: argumentsText } = message;
  if (typeof content === 'string') return content;
  const parts = objectsOf(content).map((part) => stringOf(part['text']) ?? stringOf(part['refusal']) ?? '');
  const calls = objectsOf(message['tool_calls']).map((call) => JSON.stringify(call['function'] ?? {}));
  const other = [output, argumentsText].map((value) =>
    isObject(value) ? JSON.stringify(value) : (stringOf(value) ?? ''),
  );
  return [...parts, ...calls, ...other].filter((text) => text !== '').join('\n');
}

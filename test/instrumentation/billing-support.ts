import type { Attributes } from '@opentelemetry/api';
import { AzureOpenAI } from 'openai';
import { type Answer, type ReplayServer, replay } from '../support/azure-openai/replay.ts';

/** A server that gives one answer after the other, the last one again and again, and clients of it. */
export interface Stage extends AsyncDisposable {
  readonly server: ReplayServer;
  client(options?: { deployment?: string }): AzureOpenAI;
  /** What the next requests are answered with. */
  answers(...answers: Answer[]): void;
}

export async function setStage(): Promise<Stage> {
  let queue: Answer[] = [];
  const server = await replay(() => (queue.length > 1 ? queue.shift()! : queue[0]!));
  return {
    server,
    client: (options = {}) =>
      new AzureOpenAI({
        endpoint: server.url,
        apiKey: 'key',
        apiVersion: '2025-04-01-preview',
        maxRetries: 0,
        ...options,
      }),
    answers: (...answers) => void (queue = answers),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

export async function readAll(stream: AsyncIterable<unknown>, limit: number = Infinity): Promise<void> {
  let count = 0;
  for await (const _ of stream) if ((count += 1) >= limit) break;
}

/** The attributes that say what a call costs. */
export function billing(attributes: Attributes): Attributes {
  const isOfBill = (name: string): boolean => /^cost$|^azure\.openai\.(cost|tool_usage)\./.test(name);
  const isOfPrice = (name: string): boolean => name.startsWith('azure.openai.cost.price');
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => isOfBill(name) && !isOfPrice(name)));
}

type Body = Readonly<Record<string, unknown>>;

/** 1,000 and 100 tokens: 0.0028 USD of gpt-4.1, 0.00056 of gpt-4.1-mini. */
export const chatCompletion: Body = {
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1,
  model: 'gpt-4.1-2025-04-14',
  choices: [{ index: 0, message: { role: 'assistant', content: 'hi' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 1000, completion_tokens: 100, total_tokens: 1100 },
};

/** The same of the other API. */
export const response: Body = {
  id: 'resp_1',
  object: 'response',
  created_at: 1,
  status: 'completed',
  model: 'gpt-4.1-2025-04-14',
  output: [{ type: 'message', id: 'm', role: 'assistant', status: 'completed', content: [] }],
  usage: { input_tokens: 1000, output_tokens: 100, total_tokens: 1100 },
};

export const running: Body = { ...response, status: 'in_progress', output: [], usage: null, background: true };

import { expect } from 'vitest';
import type { Attributes } from '@opentelemetry/api';
import { AzureOpenAI } from 'openai';
import { type Answer, type ReplayServer, json, replay } from '../support/azure-openai/replay.ts';
import type { Telemetry } from '../support/telemetry.ts';

/** A server that gives one answer after the other and repeats the last one, with clients of it. */
export interface Stage extends AsyncDisposable {
  readonly server: ReplayServer;
  client(options?: { deployment?: string }): AzureOpenAI;
  /** Sets the answers to the next requests. */
  answers(...answers: Answer[]): void;
  /** Makes a call of responses, and returns its {@link billing}. */
  askResponse(body: object, request?: object, model?: string, headers?: Record<string, string>): Promise<Attributes>;
  /** Makes a chat completion, and returns its {@link billing}. */
  askChat(model: string, answer?: object, request?: object): Promise<Attributes>;
}

/** @param telemetry takes the spans of calls */
export async function setStage(telemetry: Pick<Telemetry, 'takeAttributes'>): Promise<Stage> {
  let queue: Answer[] = [];
  const server = await replay(() => (queue.length > 1 ? queue.shift()! : queue[0]!));
  const connection = { endpoint: server.url, apiKey: 'key', apiVersion: '2025-04-01-preview', maxRetries: 0 };
  const client = (options: object = {}): AzureOpenAI => new AzureOpenAI({ ...connection, ...options });
  return {
    server,
    client,
    answers: (...answers) => void (queue = answers),
    async askResponse(body, request = {}, model = 'gpt-4.1-prod', headers = {}) {
      queue = [json({ ...response, ...body })];
      await client().responses.create({ model, input: 'x', ...request }, { headers });
      return billing(telemetry.takeAttributes());
    },
    async askChat(model, answer = chatCompletion, request = {}) {
      queue = [json(answer)];
      await client().chat.completions.create({ model, messages: [], ...request });
      return billing(telemetry.takeAttributes());
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

export async function readAll(stream: AsyncIterable<unknown>, limit: number = Infinity): Promise<void> {
  let count = 0;
  for await (const _ of stream) if ((count += 1) >= limit) break;
}

/** Returns the attributes about the cost of a call, after a look at whether the one in nano-USD says the same as `cost`. */
export function billing({ 'azure.openai.cost.nano_usd': nano, ...attributes }: Attributes): Attributes {
  const { cost } = attributes;
  expect(nano).toBe(cost === undefined ? undefined : Math.round(Number(cost) * 1e9));
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

/** A response with the same tokens. */
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

/** Returns an item of a response's output, by the tool's type. */
export function toolCall(type: string, more: object = {}): object {
  return { type: `${type}_call`, id: 'c', status: 'completed', ...more };
}

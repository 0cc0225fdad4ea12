import { AzureOpenAI } from 'openai';
import type { Simulator } from '../../../src/demo/simulator/index.ts';

/** A user's message, as `messages`. */
export function says(content: string): { role: 'user'; content: string }[] {
  return [{ role: 'user', content }];
}

/** The real client, pointed at the simulator, without retries. */
export function clientOf(
  simulator: Simulator,
  options: { apiVersion?: string; maxRetries?: number } = {},
): AzureOpenAI {
  return new AzureOpenAI({
    endpoint: simulator.url,
    apiKey: 'any',
    apiVersion: '2024-10-21',
    maxRetries: 0,
    ...options,
  });
}

/** An error of the client, as far as tests look at it. */
export interface ClientError extends Error {
  status?: number;
  code?: string | null;
  param?: string | null;
  headers: Headers;
  /** The `error` object of the body. */
  error: Record<string, unknown>;
}

/** The error that a promise rejects with. */
export async function errorOf(promise: Promise<unknown>): Promise<ClientError> {
  try {
    await promise;
  } catch (error) {
    return error as ClientError;
  }
  throw new Error('nothing was thrown');
}

/** All that an async iterable yields. */
export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** A chat completion over plain HTTP: what the client does not show. */
export function post(
  simulator: Simulator,
  path: string,
  body: unknown,
  headers: Record<string, string> = { 'api-key': 'any' },
): Promise<Response> {
  return fetch(simulator.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

import { AzureOpenAI } from 'openai';
import type { Simulator } from '../../../src/demo/simulator/index.ts';

/** Returns `messages` with a message of the user. */
export function says(content: string): { role: 'user'; content: string }[] {
  return [{ role: 'user', content }];
}

/** Creates a real client of the simulator, without retries. */
export function createClient(
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

/** The part of the client's errors that tests read. */
export interface ClientError extends Error {
  status?: number;
  code?: string | null;
  param?: string | null;
  headers: Headers;
  /** The `error` object of the body. */
  error: Record<string, unknown>;
}

/** Returns the error that a promise rejects with. */
export async function catchError(promise: Promise<unknown>): Promise<ClientError> {
  try {
    await promise;
  } catch (error) {
    return error as ClientError;
  }
  throw new Error('nothing was thrown');
}

/** Returns everything that an async iterable yields. */
export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** Posts over plain HTTP, for details that the client does not show. */
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

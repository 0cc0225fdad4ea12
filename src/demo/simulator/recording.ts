import { readFile } from 'node:fs/promises';
import { isObject, objectOf } from '../../json.ts';
import { SIMULATED_HEADER } from './headers.ts';
import type { Reply } from './reply.ts';
import type { ReceivedRequest } from './request.ts';

/** One recorded exchange with Azure OpenAI. */
export interface Exchange {
  /** `body` is the parsed JSON. */
  request: { method: string; url: string; body?: unknown };
  /** `body` is the raw text: JSON, or server-sent events. */
  response: { status: number; headers: Readonly<Record<string, string>>; body: string };
}

/** Headers that belong to one connection or one transfer, and would be wrong on another. Source: RFC 9110, section 7.6.1. */
const NOT_REPLAYED = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Answers from a recording. */
export interface Replay {
  /** The next recorded answer to such a request, or 404 if there is none left. */
  reply(request: ReceivedRequest): Reply;
}

/** The exchanges themselves, or those of a JSON file. @throws Error if the file cannot be read or is no recording. */
export async function loadRecording(recording: string | URL | readonly Exchange[]): Promise<readonly Exchange[]> {
  if (typeof recording !== 'string' && !(recording instanceof URL)) return recording;
  const exchanges: unknown = JSON.parse(await readFile(recording, 'utf8'));
  if (!Array.isArray(exchanges) || !exchanges.every(isExchange)) {
    throw new Error(`${recording} is not an array of {request, response}`);
  }
  return exchanges;
}

/**
 * Replays exchanges. A request is answered by the first exchange not used yet that has its method, path, query and
 * `stream`; the rest of the body may differ, for what an instrumentation adds must not matter. Status, headers and body
 * go out as recorded, even where they contradict each other: in the recordings of this project a refused prompt stands
 * with status 200 over an error body that says 400.
 */
export function createReplay(exchanges: readonly Exchange[]): Replay {
  const left = new Map<string, Exchange[]>();
  for (const exchange of exchanges) {
    const { method, url, body } = exchange.request;
    const key = keyOf(method, new URL(url), body);
    left.set(key, [...(left.get(key) ?? []), exchange]);
  }
  return {
    reply: ({ method, url, body }) => {
      const exchange = left.get(keyOf(method, url, body))?.shift();
      return exchange === undefined ? nothingLeft(method, url) : replyFrom(exchange);
    },
  };
}

function keyOf(method: string, url: URL, body: unknown): string {
  return `${method} ${url.pathname}${url.search} ${objectOf(body)['stream'] === true ? 'stream' : 'whole'}`;
}

function replyFrom({ response }: Exchange): Reply {
  const kept = Object.entries(response.headers).filter(([name]) => !NOT_REPLAYED.has(name.toLowerCase()));
  const streamed = /text\/event-stream/.test(response.headers['content-type'] ?? '');
  return {
    head: { status: response.status, headers: { ...Object.fromEntries(kept), ...SIMULATED_HEADER } },
    parts: streamed ? response.body.split(/(?<=\n\n)/) : [response.body],
    ending: 'complete',
    delayMs: 0,
    partDelayMs: 0,
  };
}

function nothingLeft(method: string, url: URL): Reply {
  const error = {
    code: 'NoRecordedExchange',
    message: `The recording has no answer left to ${method} ${url.pathname}`,
  };
  return {
    head: { status: 404, headers: { 'content-type': 'application/json', ...SIMULATED_HEADER } },
    parts: [JSON.stringify({ error })],
    ending: 'complete',
    delayMs: 0,
    partDelayMs: 0,
  };
}

function isExchange(value: unknown): value is Exchange {
  if (!isObject(value)) return false;
  const [request, response] = [objectOf(value['request']), objectOf(value['response'])];
  return (
    typeof request['url'] === 'string' && typeof response['status'] === 'number' && typeof response['body'] === 'string'
  );
}

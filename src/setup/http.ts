import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { setTimeout as startTimer } from 'node:timers';
import { setTimeout } from 'node:timers/promises';
import { stringOf, objectOf } from '../json.ts';

/** A server to set up and how to reach it. */
export interface Server {
  /** Such as `https://contoso.kb.eastus2.azure.elastic-cloud.com/s/team`. */
  readonly url: string;
  /** Headers of each request. */
  readonly headers: Readonly<Record<string, string>>;
  /** Certificate authorities in PEM. @default those that Node.js trusts */
  readonly ca?: string | undefined;
  /** Time for a whole answer, in milliseconds. @default 60000 */
  readonly timeout?: number;
}

/** An answer of a server. */
export interface Answer {
  readonly status: number;
  /** Parsed JSON, or the text if it is none. */
  readonly body: unknown;
  /** The URL that the server redirects to; it is not followed, since credentials belong to one server. */
  readonly location?: string | undefined;
}

/** A body that is sent as it is. */
export interface RawBody {
  readonly contentType: string;
  readonly text: string;
}

/** Sends requests to one server. */
export type Send = (method: string, path: string, body?: object | RawBody) => Promise<Answer>;

/** Thrown when a server cannot be reached. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
}

/** Thrown for an answer that is not a success; its message has the request, the status and the server's reason. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly status: number;

  constructor(method: string, path: string, answer: Answer) {
    super(`${method} ${path} was answered with ${answer.status}: ${findReason(answer)}`);
    this.status = answer.status;
  }
}

/** Attempts of a request that a server is too busy for. */
const ATTEMPTS = 4;
const PAUSE = 500;
const TIMEOUT = 60_000;

/** Returns a function that sends requests to a server. It repeats them after 429, 502, 503 and 504, and never throws for a status. */
export function createSend(server: Server): Send {
  return async (method, path, body) => {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await sendOnce(server, method, path, body);
      if (![429, 502, 503, 504].includes(answer.status) || attempt === ATTEMPTS) return answer;
      await setTimeout(PAUSE * 2 ** (attempt - 1));
    }
  };
}

/**
 * Sends a request that must succeed.
 *
 * @param also statuses that are a success too
 * @throws RefusedError for every other status than 2xx
 */
export async function sendOk(
  send: Send,
  method: string,
  path: string,
  body?: object | RawBody,
  also: readonly number[] = [],
): Promise<Answer> {
  const answer = await send(method, path, body);
  if ((answer.status >= 200 && answer.status < 300) || also.includes(answer.status)) return answer;
  throw new RefusedError(method, path, answer);
}

function sendOnce(
  { url, headers, ca, timeout = TIMEOUT }: Server,
  method: string,
  path: string,
  body: object | RawBody | undefined,
): Promise<Answer> {
  const target = new URL(`${url.replace(/\/$/, '')}${path}`);
  const raw = body === undefined ? undefined : 'contentType' in body ? (body as RawBody) : toJson(body);
  const request = target.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => {
      clearTimeout(timer);
      reject(new UnreachableError(`${target.origin} cannot be reached`, { cause: error }));
    };
    const outgoing = request(
      target,
      {
        method,
        headers: { ...headers, ...(raw && { 'content-type': raw.contentType }) },
        ...(ca !== undefined && { ca }),
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', fail);
        response.on('end', () => {
          clearTimeout(timer);
          const body = parse(Buffer.concat(chunks).toString());
          resolve({ status: response.statusCode ?? 0, body, location: response.headers.location });
        });
      },
    );
    // For the whole answer, so that a server that sends one byte after the other does not hold the run.
    const timer = startTimer(() => {
      fail(new Error(`no whole answer within ${timeout / 1000} seconds`));
      outgoing.destroy();
    }, timeout);
    outgoing.on('error', fail);
    outgoing.end(raw?.text);
  });
}

function toJson(body: object): RawBody {
  return { contentType: 'application/json', text: JSON.stringify(body) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Returns the reason that Elasticsearch (`error.reason`), or Kibana or Grafana (`message`), gives. */
function findReason({ status, body, location }: Answer): string {
  if (status >= 300 && status < 400)
    return `the server redirects to ${URL.parse(location ?? '')?.origin ?? 'another path'}`;
  if (typeof body === 'string' && body.trimStart().startsWith('<')) return 'the answer is a page, not JSON';
  const { message, error } = objectOf(body);
  const { reason, type } = objectOf(error);
  const text = stringOf(reason) ?? stringOf(message) ?? stringOf(type) ?? stringOf(error) ?? 'no reason is given';
  return text.split('\n', 1)[0]!.slice(0, 300);
}

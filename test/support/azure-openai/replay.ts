import { readFileSync } from 'node:fs';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import { closeServer, listenOnLoopback } from '../../../src/cli/listen.ts';

export type Body = Record<string, unknown>;

/** One recorded exchange: see test/fixtures/recordings/README.md. */
export interface Exchange {
  request: { method: string; url: string; body: Body };
  response: { status: number; headers: Record<string, string>; body: string };
}

export function recording(name: string): Exchange[] {
  const file = new URL(`../../fixtures/recordings/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as Exchange[];
}

/** Returns the chunks of a streamed body. */
export function readChunks(body: string): any[] {
  return Array.from(body.matchAll(/^data: (\{.*)$/gm), ([, json]) => JSON.parse(json!));
}

/** An answer, byte for byte. */
export interface Answer {
  /** @default 200 */
  status?: number;
  headers?: Record<string, string>;
  /** Each string of a list is a chunk of its own. */
  body?: string | readonly string[];
  /** After its body the answer is complete, the connection breaks, or nothing more comes. @default 'complete' */
  ending?: 'complete' | 'broken' | 'hanging';
}

/** A request. The body of a form is its fields, since the boundary between them changes. */
export interface ReplayedRequest {
  method: string;
  /** The path with its query. */
  path: string;
  body: Body;
}

/** A server that answers each request with given bytes, and keeps the requests. */
export interface ReplayServer extends AsyncDisposable {
  url: string;
  requests: ReplayedRequest[];
}

/**
 * Starts the server on loopback.
 *
 * @param respond returns the answer; 'broken' breaks the connection before any, 'hanging' never answers
 */
export async function replay(
  respond: (request: ReplayedRequest) => Answer | 'broken' | 'hanging',
): Promise<ReplayServer> {
  const requests: ReplayedRequest[] = [];
  const server = createServer((message, response) => {
    void readBody(message).then((body) => {
      const request = { method: message.method ?? '', path: message.url ?? '', body };
      requests.push(request);
      send(respond(request), response);
    });
  });
  const port = await listenOnLoopback(server, 0);
  return { url: `http://127.0.0.1:${port}`, requests, [Symbol.asyncDispose]: () => closeServer(server) };
}

function send(answer: Answer | 'broken' | 'hanging', response: ServerResponse): void {
  if (answer === 'hanging') return;
  if (answer === 'broken') return void response.destroy();
  const { status = 200, headers = {}, body = '', ending = 'complete' } = answer;
  const chunks = typeof body === 'string' ? [body] : body;
  response.writeHead(status, headers);
  if (ending === 'hanging') response.flushHeaders();
  for (const chunk of ending === 'complete' ? chunks.slice(0, -1) : chunks) response.write(chunk);
  if (ending === 'complete') response.end(chunks.at(-1));
  // The client reads the chunks before it notices.
  else if (ending === 'broken') setTimeout(() => response.destroy(), 20);
}

async function readBody(message: IncomingMessage): Promise<Body> {
  const parts: Buffer[] = [];
  for await (const part of message) parts.push(part as Buffer);
  const bytes = Buffer.concat(parts);
  const type = message.headers['content-type'] ?? '';
  if (type.startsWith('multipart/form-data')) return readForm(bytes, type);
  return bytes.length > 0 ? (JSON.parse(bytes.toString('utf8')) as Body) : {};
}

async function readForm(bytes: Buffer, type: string): Promise<Body> {
  const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData();
  const fields = [...form].map(([name, value]) => [
    name,
    typeof value === 'string' ? value : `${value.name}, ${value.size} bytes`,
  ]);
  return Object.fromEntries(fields) as Body;
}

export function json(body: unknown, more: Omit<Answer, 'body'> = {}): Answer {
  const headers = { 'content-type': 'application/json', ...more.headers };
  return { ...more, headers, body: typeof body === 'string' ? body : JSON.stringify(body) };
}

/** Server-sent events, named by their type as Azure names those of responses. */
export function events(...bodies: readonly object[]): Answer {
  const name = (body: object): string => ('type' in body ? `event: ${String(body.type)}\n` : '');
  return {
    headers: { 'content-type': 'text/event-stream' },
    body: bodies.map((body) => `${name(body)}data: ${JSON.stringify(body)}\n\n`),
  };
}

/** Server-sent events without names, as Azure streams chat completions. */
export function chunkStream(chunks: readonly unknown[], end: string = 'data: [DONE]\n\n'): Answer {
  const body = chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`);
  return { headers: { 'content-type': 'text/event-stream' }, body: [...body, end] };
}

import { readFileSync } from 'node:fs';
import { type IncomingMessage, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One recorded exchange: see test/fixtures/recordings/README.md. */
export interface Exchange {
  request: { method: string; url: string; body: Record<string, unknown> };
  response: { status: number; headers: Record<string, string>; body: string };
}

export function recording(name: string): Exchange[] {
  const file = new URL(`../fixtures/recordings/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as Exchange[];
}

/** A server that answers every request as `respond` says, and keeps the bodies that it got. */
export interface ReplayServer extends AsyncDisposable {
  url: string;
  requests: { path: string; body: Record<string, unknown> }[];
}

export type Answer = Partial<Exchange['response']>;

export async function replay(respond: (index: number) => Answer): Promise<ReplayServer> {
  const requests: ReplayServer['requests'] = [];
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      const { status = 200, headers = {}, body: text = '' } = respond(requests.length);
      requests.push({ path: request.url ?? '', body: jsonBody(body) });
      response.writeHead(status, headers);
      response.end(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Uploads are no JSON. */
function jsonBody(text: string): Record<string, unknown> {
  return text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {};
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

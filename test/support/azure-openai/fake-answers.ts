import type { ServerResponse } from 'node:http';

export type Body = Record<string, unknown>;

export const HEADERS: Record<string, string> = {
  'apim-request-id': 'apim-1',
  'x-request-id': 'req-1',
  'x-ms-region': 'Sweden Central',
};

export function json(
  response: ServerResponse,
  body: unknown,
  status = 200,
  headers: Record<string, string> = {},
): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  response.writeHead(status, { ...HEADERS, 'content-type': 'application/json', ...headers });
  response.end(text);
}

export function sse(response: ServerResponse, events: readonly unknown[], end = 'data: [DONE]\n\n'): void {
  response.writeHead(200, { ...HEADERS, 'content-type': 'text/event-stream' });
  for (const event of events) response.write(`data: ${JSON.stringify(event)}\n\n`);
  response.end(end);
}

import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { selfSignedCertificate } from '../elasticsearch/certificate.ts';

/** A server of WebSockets whose answer is set by the words of the request, the same every time. */
export interface FakeSockets extends AsyncDisposable {
  endpoint: string;
}

type Event = Record<string, unknown>;

/** The native WebSocket has no option to trust a certificate. */
process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';

/** @param requests takes the path of each connection and each message that comes */
export async function startFakeSockets(requests: string[]): Promise<FakeSockets> {
  const { key, cert } = selfSignedCertificate();
  const server = createServer({ key, cert });
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: (protocols) => [...protocols][0] ?? false });
  server.on('upgrade', (request, connection, head) => {
    const { pathname } = new URL(request.url ?? '', 'http://localhost');
    requests.push(`SOCKET ${pathname}`);
    if (request.url?.includes('refused')) return connection.end('HTTP/1.1 401 Unauthorized\r\n\r\n');
    sockets.handleUpgrade(request, connection, head, (socket) => {
      const answers = pathname.endsWith('/realtime') ? realtimeAnswers : responsesAnswers;
      if (answers === realtimeAnswers) send(socket, SESSION);
      socket.on('message', (data) => {
        requests.push(String(data));
        answer(socket, parsed(String(data)), answers);
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const SESSION = { type: 'session.created', event_id: 'event_0', session: { id: 'sess_1', model: 'gpt-realtime' } };

function answer(socket: WebSocket, event: Event | null, answers: (words: string) => Event[]): void {
  if (event?.['type'] !== 'response.create') return;
  const words = String(event['input'] ?? (event['response'] as Event | undefined)?.['instructions'] ?? 'plain');
  if (words === 'terminate') return socket.terminate();
  if (words === 'close') return socket.close(1011, 'broken');
  if (words === 'binary') return socket.send(Buffer.from([1, 2, 3]));
  if (words === 'not json') return socket.send('not json');
  for (const one of answers(words)) send(socket, one);
}

function parsed(text: string): Event | null {
  return text.startsWith('{') ? (JSON.parse(text) as Event) : null;
}

function send(socket: WebSocket, event: Event): void {
  socket.send(JSON.stringify(event));
}

function responsesAnswers(words: string): Event[] {
  const error = { code: 'rate_limit_exceeded', message: 'Too many', param: null, type: 'too_many_requests' };
  if (words === 'error') return [{ type: 'error', status: 429, error }];
  const usage = {
    input_tokens: 9,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: 4,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: 13,
  };
  const response = { id: 'resp_1', object: 'response', model: 'gpt-4.1-mini-2025-04-14', output: [] };
  const last = { ...response, status: words === 'failed' ? 'failed' : 'completed', usage };
  return [
    { type: 'response.created', response: { ...response, status: 'in_progress' } },
    ...['Hello', ' world'].map((delta) => ({ type: 'response.output_text.delta', item_id: 'msg_1', delta })),
    ...(words === 'unfinished' ? [] : [{ type: `response.${last.status}`, response: last }]),
  ];
}

function realtimeAnswers(words: string): Event[] {
  const error = { type: 'invalid_request_error', code: 'invalid_value', message: 'Wrong', param: 'response.voice' };
  if (words === 'error') return [{ type: 'error', event_id: 'event_9', error: { ...error, event_id: null } }];
  const usage = {
    total_tokens: 13,
    input_tokens: 9,
    output_tokens: 4,
    input_token_details: { text_tokens: 9, audio_tokens: 0, cached_tokens: 0 },
    output_token_details: { text_tokens: 4, audio_tokens: 0 },
  };
  const response = { id: 'resp_1', object: 'realtime.response', output: [], metadata: null };
  return [
    { type: 'response.created', event_id: 'event_1', response: { ...response, status: 'in_progress' } },
    ...['Hello', ' world'].map((delta) => ({ type: 'response.output_text.delta', response_id: 'resp_1', delta })),
    ...(words === 'unfinished'
      ? []
      : [{ type: 'response.done', response: { ...response, status: 'completed', usage } }]),
  ];
}

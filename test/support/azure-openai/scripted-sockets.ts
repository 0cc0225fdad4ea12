import { type Event, type Handler, type SocketServer, startSocketServer } from './socket-server.ts';

const SESSION = { type: 'session.created', event_id: 'event_0', session: { id: 'sess_1', model: 'gpt-realtime' } };

/**
 * Starts a server of WebSockets whose answers depend on the words of the request alone.
 *
 * @param onTraffic gets the path of each connection and each message
 */
export async function startScriptedSockets(onTraffic: (text: string) => void): Promise<SocketServer> {
  // The native WebSocket has no option to trust a certificate.
  process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
  const server = await startSocketServer({
    secure: true,
    greet: (path) => (isRealtime(path) ? [SESSION] : []),
    refuse: (url) => url.includes('refused'),
    onTraffic,
  });
  server.handle(answer);
  return server;
}

function isRealtime(path: string): boolean {
  return path.endsWith('/realtime');
}

const answer: Handler = (event, send, socket, path) => {
  if (event['type'] !== 'response.create') return;
  const words = String(event['input'] ?? (event['response'] as Event | undefined)?.['instructions'] ?? 'plain');
  if (words === 'terminate') return socket.terminate();
  if (words === 'close') return socket.close(1011, 'broken');
  if (words === 'binary') return socket.send(Buffer.from([1, 2, 3]));
  if (words === 'not json') return socket.send('not json');
  send(...(isRealtime(path) ? realtimeAnswers(words) : responsesAnswers(words)));
};

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

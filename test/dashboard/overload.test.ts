import { once } from 'node:events';
import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../src/store/store.ts';
import { startTestDashboard } from './start-dashboard.ts';
import { call, NOW, temporaryFile } from '../store/telemetry.ts';

const MB = 1024 * 1024;

/** Starts a request of spans whose body is sent by its caller. */
function open(port: number, headers: Record<string, string | number> = {}): ClientRequest {
  const sent = httpRequest({
    port,
    host: '127.0.0.1',
    method: 'POST',
    path: '/v1/traces',
    headers: { 'content-type': 'application/json', ...headers },
    agent: false,
  });
  sent.on('error', () => {});
  onTestFinished(() => void sent.destroy());
  return sent;
}

async function answerOf(sent: ClientRequest): Promise<IncomingMessage> {
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  response.resume();
  return response;
}

test('a body whose length is announced as too large is refused before it is sent', async () => {
  const { dashboard } = await startTestDashboard();
  const sent = open(dashboard.port, { 'content-length': 65 * MB });
  sent.flushHeaders();
  expect((await answerOf(sent)).statusCode).toBe(413);
});

test('requests whose bodies are too much together are asked to retry, and the next one is accepted', async () => {
  const { dashboard } = await startTestDashboard();
  // Each is within its limit, and never ends.
  const slow = [60, 60].map((size) => {
    const sent = open(dashboard.port, { 'transfer-encoding': 'chunked' });
    sent.write(' '.repeat(size * MB));
    return sent;
  });
  const another = open(dashboard.port, { 'transfer-encoding': 'chunked' });
  another.write(' '.repeat(60 * MB));
  const { statusCode, headers } = await Promise.race([...slow, another].map(answerOf));
  expect([statusCode, headers['retry-after']]).toEqual([503, '1']);
  for (const sent of [...slow, another]) sent.destroy();
  const next = open(dashboard.port);
  next.end('{}');
  expect((await answerOf(next)).statusCode).toBe(200);
});

test('small bodies that unpack to a lot are all stored', { timeout: 60_000 }, async () => {
  const { dashboard, store } = await startTestDashboard();
  const bodies = Array.from({ length: 8 }, (_, index) => {
    const value = { stringValue: 'a'.repeat(20 * MB) };
    const attributes = [
      { key: 'gen_ai.operation.name', value: { stringValue: 'chat' } },
      { key: 'long', value },
    ];
    const ids = { traceId: String(index + 1).repeat(32), spanId: String(index + 1).repeat(16) };
    const span = { ...ids, startTimeUnixNano: `${NOW}000000`, endTimeUnixNano: `${NOW}000000`, attributes };
    return gzipSync(JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }), { level: 1 });
  });
  const answers = await Promise.all(
    bodies.map(async (body) => {
      const sent = open(dashboard.port, { 'content-encoding': 'gzip' });
      sent.end(body);
      return (await answerOf(sent)).statusCode;
    }),
  );
  expect(answers).toEqual(bodies.map(() => 200));
  expect((await store.query('calls', { from: NOW - 1, to: NOW + 1 })).calls).toHaveLength(8);
});

test('a client that sends its headers too slowly is disconnected', async () => {
  const { dashboard } = await startTestDashboard({ headersTimeout: 200 });
  const socket = connect(dashboard.port, '127.0.0.1', () =>
    socket.write('POST /v1/traces HTTP/1.1\r\nHost: localhost\r\n'),
  );
  onTestFinished(() => void socket.destroy());
  let text = '';
  socket.setEncoding('utf8').on('data', (piece: string) => (text += piece));
  await once(socket, 'close');
  expect(text).toContain('408');
});

test('queries that wait are answered in their turn, and more than a hundred are refused for the time being', async () => {
  const store = await openStore({ path: temporaryFile() });
  onTestFinished(() => store.close());
  await store.write({ spans: [call()] });
  const queries = Array.from({ length: 110 }, () => store.query('overview', { from: NOW - 86_400_000, to: NOW }));
  const results = await Promise.allSettled(queries);
  expect(results.slice(0, 100)).toEqual(
    results.slice(0, 100).map(() => ({ status: 'fulfilled', value: expect.anything() })),
  );
  for (const result of results.slice(100)) {
    expect(result).toMatchObject({
      status: 'rejected',
      reason: { isPassing: true, message: expect.stringContaining('too many') },
    });
  }
});

test('a store that is closed does not answer queries that still wait', async () => {
  const store = await openStore({ path: temporaryFile() });
  const queries = Array.from({ length: 20 }, () => store.query('overview', { from: NOW - 86_400_000, to: NOW }));
  const results = Promise.allSettled(queries);
  await store.close();
  expect((await results).at(-1)).toMatchObject({ status: 'rejected', reason: { message: 'the store is closed' } });
});

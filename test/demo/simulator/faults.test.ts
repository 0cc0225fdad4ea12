import { expect, test } from 'vitest';
import { type SimulatorOptions, startSimulator } from '../../../src/demo/simulator/index.ts';
import { all, createClient, catchError, post, says } from './support.ts';

const request = { model: 'gpt-4o', messages: says('Hello') };
const fault = (value: string): { headers: Record<string, string> } => ({ headers: { 'x-simulate-fault': value } });

test('a 429 has the time until the next attempt in milliseconds and in whole seconds', async () => {
  await using simulator = await startSimulator();
  const options = fault('rate_limit; retryAfterMs=1500');
  const error = await catchError(createClient(simulator).chat.completions.create(request, options));
  expect([error.status, error.code]).toEqual([429, '429']);
  expect([error.headers.get('retry-after-ms'), error.headers.get('retry-after')]).toEqual(['1500', '2']);
});

test('a client that retries survives a fault of the first attempts', async () => {
  await using simulator = await startSimulator();
  const client = createClient(simulator, { maxRetries: 2 });
  await client.chat.completions.create(request, fault('rate_limit; attempts=2; retryAfterMs=1'));
  expect(simulator.ledger.calls.map((call) => call.status)).toEqual([429, 429, 200]);
});

test('every nth call to a deployment has its fault', async () => {
  const faults = [{ every: 3, kind: 'server_error' as const }];
  const deployments: SimulatorOptions['deployments'] = { 'gpt-4o': { model: 'gpt-4o-2024-11-20', faults } };
  await using simulator = await startSimulator({ deployments });
  for (let call = 0; call < 6; call += 1)
    await createClient(simulator)
      .chat.completions.create(request)
      .catch(() => undefined);
  expect(simulator.ledger.calls.map((call) => call.status)).toEqual([200, 200, 500, 200, 200, 500]);
});

test('a connection that drops before the headers is a connection error', async () => {
  await using simulator = await startSimulator();
  const error = await catchError(createClient(simulator).chat.completions.create(request, fault('drop')));
  expect(error.constructor.name).toBe('APIConnectionError');
});

test('a stream with the fault drop_stream sends its chunks, and then fails', async () => {
  await using simulator = await startSimulator();
  const stream = await createClient(simulator).chat.completions.create(
    { ...request, stream: true },
    fault('drop_stream; afterChunks=4'),
  );
  const chunks: unknown[] = [];
  const reading = (async () => {
    for await (const chunk of stream) chunks.push(chunk);
  })();
  await expect(reading).rejects.toThrow();
  expect(chunks).toHaveLength(4);
  await simulator.settled();
  expect(simulator.ledger.calls[0]!.outcome).toBe('dropped');
});

test('a whole answer that drops ends in the middle of its body', async () => {
  await using simulator = await startSimulator();
  const headers = { 'api-key': 'any', 'x-simulate-fault': 'drop_stream' };
  const response = await post(simulator, '/openai/v1/chat/completions', request, headers);
  expect(response.status).toBe(200);
  await expect(response.text()).rejects.toThrow();
});

test('a stream that stalls sends nothing more until the client leaves', async () => {
  await using simulator = await startSimulator();
  const leaving = new AbortController();
  const stream = await createClient(simulator).chat.completions.create(
    { ...request, stream: true },
    { ...fault('stall_stream; afterChunks=2'), signal: leaving.signal },
  );
  let chunks = 0;
  for await (const _ of stream) {
    chunks += 1;
    if (chunks === 2) leaving.abort();
  }
  await simulator.settled();
  expect([chunks, simulator.ledger.calls[0]!.outcome]).toEqual([2, 'aborted']);
});

test('a call that hangs is ended by the client', async () => {
  await using simulator = await startSimulator();
  const error = await catchError(
    createClient(simulator).chat.completions.create(request, { ...fault('hang'), timeout: 50 }),
  );
  expect(error.constructor.name).toBe('APIConnectionTimeoutError');
  await simulator.settled();
  expect(simulator.ledger.calls[0]!.outcome).toBe('aborted');
});

test('an error within a stream reaches the reader', async () => {
  await using simulator = await startSimulator();
  const stream = await createClient(simulator).chat.completions.create(
    { ...request, stream: true },
    fault('error_in_stream'),
  );
  const error = await catchError(all(stream));
  expect(error.code).toBe('server_error');
});

test('a malformed answer is a 200 that is not JSON', async () => {
  await using simulator = await startSimulator();
  const error = await catchError(createClient(simulator).chat.completions.create(request, fault('malformed')));
  expect(error.name).toBe('SyntaxError');
});

test.each(['rain', 'rate_limit; later=1', 'drop_stream; afterChunks=many'])(
  'the fault "%s" is refused',
  async (value) => {
    await using simulator = await startSimulator();
    const error = await catchError(createClient(simulator).chat.completions.create(request, fault(value)));
    expect([error.status, error.message]).toEqual([400, expect.stringContaining('x-simulate-fault')]);
  },
);

test('closing the simulator ends the calls in progress', async () => {
  const simulator = await startSimulator();
  const call = catchError(createClient(simulator).chat.completions.create(request, fault('hang')));
  while (simulator.ledger.calls.length === 0) await new Promise(setImmediate);
  await simulator.close();
  expect((await call).constructor.name).toBe('APIConnectionError');
});

import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { startSimulator } from '../../../src/demo/simulator/index.ts';
import { errorOf, post, recording, recordingFile } from './support.ts';

test.each(['chat', 'chat_streaming', 'embeddings', 'prompt_content_filtering'])(
  'the recording %s is replayed in its order, status, headers and body as they were',
  async (name) => {
    await using simulator = await startSimulator({ recording: recordingFile(name) });
    for (const { request, response } of recording(name)) {
      const url = new URL(request.url);
      const answer = await post(simulator, url.pathname + url.search, request.body);
      expect([answer.status, await answer.text()]).toEqual([response.status, response.body]);
      for (const [header, value] of Object.entries(response.headers)) expect(answer.headers.get(header)).toBe(value);
      expect(answer.headers.get('x-simulated')).toBe('opentelemetry-instrumentation-azure-openai');
    }
  },
);

test('a request may have more in its body than the recorded one', async () => {
  const [exchange] = recording('chat_streaming');
  await using simulator = await startSimulator({ recording: [exchange!] });
  const url = new URL(exchange!.request.url);
  const body = { ...(exchange!.request.body as object), stream_options: { include_usage: true } };
  expect((await post(simulator, url.pathname + url.search, body)).status).toBe(200);
});

test('a request that no exchange is left for gets a 404 that says so', async () => {
  const [exchange] = recording('chat');
  await using simulator = await startSimulator({ recording: [exchange!] });
  const url = new URL(exchange!.request.url);
  await post(simulator, url.pathname + url.search, exchange!.request.body);
  const answer = await post(simulator, url.pathname + url.search, exchange!.request.body);
  expect(answer.status).toBe(404);
  expect(await answer.json()).toMatchObject({ error: { code: 'NoRecordedExchange' } });
});

test('headers that belong to the recorded transfer are left out', async () => {
  const [exchange] = recording('chat');
  const headers = {
    ...exchange!.response.headers,
    'content-length': '3',
    'content-encoding': 'gzip',
    Connection: 'close',
  };
  const altered = { request: exchange!.request, response: { ...exchange!.response, headers } };
  await using simulator = await startSimulator({ recording: [altered] });
  const url = new URL(exchange!.request.url);
  const answer = await post(simulator, url.pathname + url.search, exchange!.request.body);
  expect(await answer.text()).toBe(exchange!.response.body);
});

test('a file that is no recording is refused by name', async () => {
  const file = fileURLToPath(new URL('../../../package.json', import.meta.url));
  expect((await errorOf(startSimulator({ recording: file }))).message).toContain('package.json');
});

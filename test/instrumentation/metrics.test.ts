import { expect, test } from 'vitest';
import {
  client,
  create,
  instrumentation,
  messages,
  metrics,
  readStream,
  simulator,
  telemetry,
  useMetrics,
} from './metered-client.ts';

test('metrics of a call have the names, units and dimensions of the published conventions', async () => {
  await create('chat');
  const found = await metrics.read();
  const shared = {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'azure.ai.openai',
    'gen_ai.request.model': 'chat',
    'gen_ai.response.model': 'gpt-4.1-mini-2025-04-14',
    'azure.openai.deployment': 'chat',
    'server.address': '127.0.0.1',
    'server.port': simulator.port,
  };
  const [span] = telemetry.takeSpans();
  expect(found['gen_ai.client.operation.duration']).toEqual([
    { attributes: shared, value: expect.any(Number), count: 1 },
  ]);
  expect(found['gen_ai.client.token.usage']).toEqual([
    { attributes: { ...shared, 'gen_ai.token.type': 'input' }, value: span!.attributes['prompt_tokens'], count: 1 },
    {
      attributes: { ...shared, 'gen_ai.token.type': 'output' },
      value: span!.attributes['completion_tokens'],
      count: 1,
    },
  ]);
  expect(found['azure.openai.client.cost']).toEqual([{ attributes: shared, value: span!.attributes['cost'] }]);
  expect(found['azure.openai.client.choices']).toEqual([
    { attributes: { ...shared, 'gen_ai.response.finish_reason': 'stop' }, value: 1 },
  ]);
  expect(Object.keys(found).filter((name) => name.includes('inference'))).toEqual([]);
});

test('metrics of a stream have the time to the first chunk, and by default none from chunk to chunk', async () => {
  await readStream('chat');
  const found = await metrics.read();
  expect(found['gen_ai.client.operation.time_to_first_chunk']![0]!.count).toBe(1);
  expect(found['gen_ai.client.operation.time_per_output_chunk']).toBeUndefined();
});

test.each([
  [undefined, 'gen_ai.client.operation.time_per_output_chunk'],
  ['gen_ai_latest_experimental', 'gen_ai.client.inference.time_per_output_chunk'],
])(
  'metrics of a stream have the time from chunk to chunk with chunkTimes, conventions %s',
  async (conventions, name) => {
    if (conventions) process.env['OTEL_SEMCONV_STABILITY_OPT_IN'] = conventions;
    useMetrics();
    delete process.env['OTEL_SEMCONV_STABILITY_OPT_IN'];
    instrumentation.setConfig({ streamUsage: 'always', chunkTimes: true });
    await readStream('chat');
    instrumentation.setConfig({ streamUsage: 'always' });
    expect((await metrics.read())[name]![0]!.count).toBeGreaterThan(3);
  },
);

test('metrics of a failed call have its error, and no tokens', async () => {
  await create('failing').catch(() => {});
  const found = await metrics.read();
  expect(found['gen_ai.client.operation.duration']![0]!.attributes['error.type']).toBe('InternalServerError');
  expect(found['gen_ai.client.token.usage']).toBeUndefined();
});

test('metrics count retries and throttled requests', async () => {
  await create('limited');
  const found = await metrics.read();
  expect(found['azure.openai.client.retries']).toMatchObject([
    { attributes: { 'azure.openai.retry.reason': '429' }, value: 1 },
  ]);
  expect(found['azure.openai.client.throttled']).toMatchObject([{ value: 1 }]);
});

test('metrics count the findings of the filter', async () => {
  await create('filtering').catch(() => {});
  const found = await metrics.read();
  expect(found['azure.openai.client.content_filter']).not.toEqual([]);
  for (const { attributes } of found['azure.openai.client.content_filter']!) {
    expect(attributes).toMatchObject({
      'azure.openai.content_filter.source': 'prompt',
      'azure.openai.content_filter.filtered': true,
      'azure.openai.content_filter.severity': expect.any(String),
    });
  }
});

test('metrics show how close a deployment is to its limit', async () => {
  await create('chat');
  const found = await metrics.read();
  const [span] = telemetry.takeSpans().slice(-1);
  for (const name of ['remaining.requests', 'remaining.tokens', 'limit.requests', 'limit.tokens']) {
    expect(found[`azure.openai.rate_limit.${name}`]).toEqual([
      {
        attributes: { 'azure.openai.deployment': 'chat', 'server.address': '127.0.0.1' },
        value: span!.attributes[`azure.openai.rate_limit.${name}`],
      },
    ]);
  }
});

test('metrics count calls without a known cost by their reason', async () => {
  await create('unknown');
  const found = await metrics.read();
  expect(found['azure.openai.client.cost']).toBeUndefined();
  expect(found['azure.openai.client.unpriced']).toMatchObject([
    { attributes: { 'azure.openai.cost.absent_reason': 'unknown_model' }, value: 1 },
  ]);
});

test('metrics count the known part of a cost, and mark it as partial', async () => {
  await client.chat.completions.create({ model: 'chat', messages, web_search_options: {} });
  const [span] = telemetry.takeSpans().slice(-1);
  const found = await metrics.read();
  expect(span!.attributes).not.toHaveProperty('cost');
  expect(found['azure.openai.client.cost']).toMatchObject([{ value: span!.attributes['azure.openai.cost.partial'] }]);
  expect(found['azure.openai.client.unpriced']).toMatchObject([
    { attributes: { 'azure.openai.cost.absent_reason': 'unpriced_usage' }, value: 1 },
  ]);
});

test('metrics are those of the newest conventions if requested, and no others', async () => {
  process.env['OTEL_SEMCONV_STABILITY_OPT_IN'] = 'http,gen_ai_latest_experimental';
  useMetrics();
  delete process.env['OTEL_SEMCONV_STABILITY_OPT_IN'];
  await readStream('chat');
  await client.embeddings.create({ model: 'vectors', input: 'hello' });
  const found = await metrics.read();
  expect(
    Object.keys(found)
      .filter((name) => name.startsWith('gen_ai.'))
      .toSorted(),
  ).toEqual([
    'gen_ai.client.embeddings.duration',
    'gen_ai.client.embeddings.operation.input_tokens',
    'gen_ai.client.inference.duration',
    'gen_ai.client.inference.operation.input_tokens',
    'gen_ai.client.inference.operation.output_tokens',
    'gen_ai.client.inference.time_to_first_chunk',
    'gen_ai.client.inference.usage.cache_read.input_tokens',
    'gen_ai.client.inference.usage.input_tokens',
    'gen_ai.client.inference.usage.output_tokens',
    'gen_ai.client.inference.usage.reasoning.output_tokens',
  ]);
});

test('the span of a call has its retries', async () => {
  telemetry.takeSpans();
  await create('limited');
  const [span] = telemetry.takeSpans();
  expect(span!.attributes).toMatchObject({ 'azure.openai.retry.count': 1, 'azure.openai.retry.reasons': ['429'] });
  expect(span!.events).toMatchObject([
    {
      name: 'azure.openai.retry',
      attributes: { 'azure.openai.retry.reason': '429', 'azure.openai.retry.delay': expect.any(Number) },
    },
  ]);
});

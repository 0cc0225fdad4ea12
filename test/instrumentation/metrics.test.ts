import { AggregationTemporality } from '@opentelemetry/sdk-metrics';
import * as openai from 'openai';
import { AzureOpenAI } from 'openai';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Simulator, type TokenUsage, startSimulator } from '../../src/demo/simulator/index.ts';
import { AzureOpenAIInstrumentation } from '../../src/index.ts';
import { calculateCost } from '../../src/pricing/index.ts';
import { type Metrics, startMetrics } from '../support/metrics.ts';
import { startTelemetry } from '../support/telemetry.ts';

const telemetry = startTelemetry({ streamUsage: 'always' });
const { instrumentation } = telemetry;
const messages = [{ role: 'user' as const, content: 'Tell me a joke about OpenTelemetry' }];

let simulator: Simulator;
let client: AzureOpenAI;
let metrics: Metrics;

beforeAll(async () => {
  simulator = await startSimulator({
    deployments: {
      chat: { model: 'gpt-4.1-mini-2025-04-14' },
      limited: {
        model: 'gpt-4o-mini-2024-07-18',
        faults: [{ every: 1, kind: 'rate_limit', attempts: 1, retryAfterMs: 1 }],
      },
      failing: { model: 'gpt-4o-mini-2024-07-18', faults: [{ every: 1, kind: 'server_error' }] },
      filtering: { model: 'gpt-4o-mini-2024-07-18', faults: [{ every: 1, kind: 'filtered_prompt' }] },
      vectors: { model: 'text-embedding-3-small' },
      unknown: { model: 'gpt-next-preview' },
      left: { model: 'gpt-4.1-mini-2025-04-14' },
    },
  });
  client = new AzureOpenAI({ endpoint: simulator.url, apiKey: 'key', apiVersion: '2024-10-21', maxRetries: 1 });
});

afterAll(() => simulator.close());

beforeEach(() => useMetrics());

function useMetrics(temporality?: AggregationTemporality): void {
  metrics = startMetrics(temporality);
  instrumentation.setMeterProvider(metrics.provider);
}

const create = (model: string) => client.chat.completions.create({ model, messages });

async function readStream(model: string): Promise<void> {
  for await (const _ of await client.chat.completions.create({ model, messages, stream: true }));
}

describe('metrics', () => {
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

  test('metrics of delta temporality have in each collection the values since the one before', async () => {
    useMetrics(AggregationTemporality.DELTA);
    telemetry.takeSpans();
    const costs = [];
    for (const calls of [2, 0, 1]) {
      for (let call = 0; call < calls; call += 1) await create('chat');
      costs.push((await metrics.read())['azure.openai.client.cost']?.map(({ value }) => value));
    }
    const spans = telemetry.takeSpans().map(({ attributes }) => attributes['cost'] as number);
    expect(costs).toEqual([[expect.closeTo(spans[0]! + spans[1]!, 12)], undefined, [spans[2]]]);
  });

  test('metrics have points that start at the first call, not at the collection', async () => {
    await create('chat');
    await create('chat');
    const collected = Date.now();
    await new Promise((resolve) => setTimeout(resolve, 20));
    const [point] = (await metrics.collect()).find(
      ({ descriptor }) => descriptor.name === 'azure.openai.client.choices',
    )!.dataPoints;
    expect(point).toMatchObject({ value: 2 });
    expect(point!.startTime[0] * 1000 + point!.startTime[1] / 1e6).toBeLessThanOrEqual(collected);
  });

  test('metrics count each call once for two instances that share a meter', async () => {
    const second = new AzureOpenAIInstrumentation();
    second.setMeterProvider(metrics.provider);
    second.manuallyInstrument(openai);
    await create('chat');
    second.disable();
    const found = await metrics.read();
    expect(found['azure.openai.client.choices']).toMatchObject([{ value: 1 }]);
    expect(found['gen_ai.client.operation.duration']).toMatchObject([{ count: 1 }]);
  });

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

  test('metrics sum up to the ledger of the simulator under 200 calls at once, with failures, retries and aborted streams', async () => {
    const before = simulator.ledger.calls.length;
    const calls = Array.from({ length: 200 }, async (_, n) => {
      if (n % 10 === 1) return create('failing').catch(() => {});
      if (n % 10 === 2) return create('limited');
      if (n % 10 === 3) return readStream('limited');
      if (n % 10 === 4) return create('filtering').catch(() => {});
      if (n % 10 === 5) {
        for await (const _ of await client.chat.completions.create({ model: 'left', messages, stream: true })) break;
        return undefined;
      }
      return n % 2 === 0 ? readStream('chat') : create('chat');
    });
    await Promise.all(calls);
    await simulator.settled();

    const found = await metrics.read();
    const sum = (name: string, type: string): number =>
      found[name]!.filter(({ attributes }) => attributes['gen_ai.token.type'] === type).reduce(
        (total, { value }) => total + value,
        0,
      );
    // What nobody read to its end tells no usage.
    const told = simulator.ledger.calls.slice(before).filter(({ usage, deployment }) => usage && deployment !== 'left');
    const ledger = (pick: (usage: TokenUsage) => number): number =>
      told.reduce((total, { usage }) => total + pick(usage!), 0);
    expect(sum('gen_ai.client.token.usage', 'input')).toBe(ledger(({ prompt }) => prompt));
    expect(sum('gen_ai.client.token.usage', 'output')).toBe(ledger(({ completion }) => completion));
    const cost = found['azure.openai.client.cost']!.reduce((total, { value }) => total + value, 0);
    expect(cost).toBeCloseTo(
      told.reduce((total, { model, usage }) => {
        const { prompt, completion, cached } = usage!;
        const wire = {
          prompt_tokens: prompt,
          completion_tokens: completion,
          prompt_tokens_details: { cached_tokens: cached },
        };
        return total + calculateCost(wire, model).total!;
      }, 0),
      12,
    );
    const durations = found['gen_ai.client.operation.duration']!.reduce((total, { count }) => total + count!, 0);
    expect(durations).toBe(200);
  });
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

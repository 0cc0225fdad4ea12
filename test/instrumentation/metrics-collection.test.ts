import { AggregationTemporality } from '@opentelemetry/sdk-metrics';
import * as openai from 'openai';
import { expect, test } from 'vitest';
import { type TokenUsage } from '../../src/demo/simulator/index.ts';
import { AzureOpenAIInstrumentation } from '../../src/index.ts';
import { calculateCost } from '../../src/pricing/index.ts';
import { client, create, messages, metrics, readStream, simulator, telemetry, useMetrics } from './metered-client.ts';

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
  // A stream that nobody read to its end has no usage.
  const answered = simulator.ledger.calls
    .slice(before)
    .filter(({ usage, deployment }) => usage && deployment !== 'left');
  const ledger = (pick: (usage: TokenUsage) => number): number =>
    answered.reduce((total, { usage }) => total + pick(usage!), 0);
  expect(sum('gen_ai.client.token.usage', 'input')).toBe(ledger(({ prompt }) => prompt));
  expect(sum('gen_ai.client.token.usage', 'output')).toBe(ledger(({ completion }) => completion));
  const cost = found['azure.openai.client.cost']!.reduce((total, { value }) => total + value, 0);
  expect(cost).toBeCloseTo(
    answered.reduce((total, { model, usage }) => {
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

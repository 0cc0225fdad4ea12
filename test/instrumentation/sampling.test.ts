import type { Attributes } from '@opentelemetry/api';
import { AlwaysOffSampler, AlwaysOnSampler, SamplingDecision, TracerProvider } from '@opentelemetry/sdk-trace';
import { afterEach, expect, test } from 'vitest';
import { CHAT_SCRIPTS } from '../support/azure-openai/scripted-chat.ts';
import { startMetrics } from '../support/metrics.ts';
import { client, create, instrumentation, messages, telemetry } from './scripted-client.ts';

afterEach(() => instrumentation.setTracerProvider(telemetry.provider));

// First, while there is no meter provider.
test('an event with the messages is recorded even if the span is not sampled', async () => {
  instrumentation.setConfig({ captureMessageContent: 'event' });
  await create();
  const [sampled] = telemetry.takeEvents();
  instrumentation.setTracerProvider(new TracerProvider({ sampler: new AlwaysOffSampler() }));
  await create();
  const [event] = telemetry.takeEvents();
  expect(event?.attributes).toEqual({ ...sampled!.attributes, completion_count: expect.any(Number) });
  expect(event?.spanContext?.traceFlags).toBe(0);
});

/** Scripts whose calls end by themselves. */
const SCRIPTS = Object.keys(CHAT_SCRIPTS).filter((name) => !['slow', 'silent'].includes(name));

/** Makes a call of each kind, whole and as a stream, and returns the metrics without times. */
async function meterCalls(sampler: object): Promise<[string, unknown][]> {
  instrumentation.setTracerProvider(new TracerProvider({ sampler } as ConstructorParameters<typeof TracerProvider>[0]));
  const metrics = startMetrics();
  instrumentation.setMeterProvider(metrics.provider);
  for (const model of SCRIPTS) {
    await create(model).catch(() => undefined);
    await readStream(model).catch(() => undefined);
  }
  await client.embeddings.create({ model: 'plain', input: 'a word' });
  await client.responses.create({ model: 'plain', input: 'Say hello' });
  const found = Object.entries(await metrics.read());
  return found.map(([name, points]) => [
    name,
    points.map(({ value, ...point }) => (/duration|time_/.test(name) ? point : { ...point, value })),
  ]);
}

async function readStream(model: string): Promise<void> {
  for await (const _ of await client.chat.completions.create({ model, messages, stream: true }));
}

test.each([undefined, 'gen_ai_latest_experimental'])(
  'metrics of calls that are not sampled are those of sampled calls, conventions %s',
  async (conventions) => {
    if (conventions) process.env['OTEL_SEMCONV_STABILITY_OPT_IN'] = conventions;
    instrumentation.setConfig({ streamUsage: 'always', chunkTimes: true });
    const sampled = await meterCalls(new AlwaysOnSampler());
    const unsampled = await meterCalls(new AlwaysOffSampler());
    delete process.env['OTEL_SEMCONV_STABILITY_OPT_IN'];
    expect(unsampled).toEqual(sampled);
    expect(sampled.map(([name]) => name)).toContain('azure.openai.client.cost');
  },
);

test('a sampler sees the attributes that the conventions require at the start of a span', async () => {
  const seen: Attributes[] = [];
  const sampler = {
    shouldSample(...[, , , , attributes]: [unknown, unknown, unknown, unknown, Attributes]) {
      seen.push({ ...attributes });
      return { decision: SamplingDecision.NOT_RECORD };
    },
    toString: () => 'notes what it is asked',
  };
  instrumentation.setTracerProvider(new TracerProvider({ sampler }));
  const completion = await create('plain');
  expect(completion.id).toBe('chatcmpl-1');
  expect(seen).toEqual([
    {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'azure.ai.openai',
      'gen_ai.request.model': 'plain',
      'server.address': '127.0.0.1',
      'server.port': expect.any(Number),
    },
  ]);
});

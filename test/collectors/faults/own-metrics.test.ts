import { expect, test } from 'vitest';
import { startOtlpReceiver } from '../../../src/demo/otlp-receiver.ts';
import { Producer, startWorld, until } from './support.ts';

test('a collector that runs under an SDK exports its own metrics', { timeout: 60_000 }, async () => {
  await using world = await startWorld();
  const exports: string[] = [];
  await using receiver = await startOtlpReceiver({
    onMetrics: (request) => void exports.push(JSON.stringify(request)),
  });
  const producer = new Producer(world.hubs);
  producer.send(40);
  const collector = world.collect({
    NODE_OPTIONS: `--import ${new URL('../../../dist/register.js', import.meta.url).href}`,
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_TRACES_EXPORTER: 'none',
    OTEL_METRIC_EXPORT_INTERVAL: '3600000',
  });
  await until(() => world.stored().length >= producer.documents.length);
  collector.child.kill('SIGTERM');
  expect((await collector.ended).code).toBe(0);
  const metrics = new Map(
    JSON.parse(exports.at(-1) ?? '{}')
      .resourceMetrics.flatMap(({ scopeMetrics }: any) => scopeMetrics.flatMap(({ metrics: all }: any) => all))
      .map((metric: any) => [metric.name, (metric.sum ?? metric.gauge)?.dataPoints]),
  ) as Map<string, { asInt?: number | string; asDouble?: number; attributes: unknown }[]>;
  const value = (name: string): number => {
    const point = metrics.get(`azure.openai.collector.${name}`)?.[0];
    return Number(point?.asInt ?? point?.asDouble);
  };
  expect(value('records.received')).toBe(40);
  expect(value('documents.written')).toBe(producer.documents.length);
  expect(value('records.filtered')).toBe(producer.documents.length / 3);
  expect(value('dead_letters')).toBe(producer.poison.length);
  expect(metrics.get('azure.openai.collector.lag.records')).toHaveLength(4);
});

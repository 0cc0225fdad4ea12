import { expect, test } from 'vitest';
import { startOtlpReceiver } from '../../support/otlp-receiver.ts';
import type { MetricPoint, ReceivedMetric } from '../../../src/receiver/telemetry.ts';
import { Producer, startWorld, until } from './support.ts';

test('a collector that runs under an SDK exports its own metrics', { timeout: 60_000 }, async () => {
  await using world = await startWorld();
  let metrics: readonly ReceivedMetric[] = [];
  await using receiver = await startOtlpReceiver((received) => void (metrics = received.metrics ?? metrics));
  const producer = new Producer(world.hubs);
  producer.send(40);
  const collector = world.collect({
    NODE_OPTIONS: `--import ${new URL('../../../dist/register.js', import.meta.url).href}`,
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_TRACES_EXPORTER: 'none',
    OTEL_METRIC_EXPORT_INTERVAL: '3600000',
  });
  await until(() => world.stored().length >= producer.documents.length);
  collector.child.kill('SIGTERM');
  expect((await collector.ended).code).toBe(0);
  const points = (name: string): readonly MetricPoint[] =>
    metrics.find((metric) => metric.name === `azure.openai.collector.${name}`)?.points ?? [];
  const value = (name: string): number | undefined => points(name)[0]?.value;
  expect(value('records.received')).toBe(40);
  expect(value('documents.written')).toBe(producer.documents.length);
  expect(value('records.filtered')).toBe(producer.documents.length / 3);
  expect(value('dead_letters')).toBe(producer.poison.length);
  expect(points('lag.records')).toHaveLength(4);
});

import { gzipSync } from 'node:zlib';
import { context, trace } from '@opentelemetry/api';
import {
  JsonLogsSerializer,
  JsonMetricsSerializer,
  ProtobufLogsSerializer,
  ProtobufMetricsSerializer,
} from '@opentelemetry/otlp-transformer';
import {
  InMemoryLogRecordExporter,
  LoggerProvider,
  type ReadableLogRecord,
  SimpleLogRecordProcessor,
} from '@opentelemetry/sdk-logs';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import { expect, test } from 'vitest';
import { startOtlpReceiver } from '../support/otlp-receiver.ts';
import type { ReceivedLogRecord, ReceivedMetric } from '../../src/receiver/telemetry.ts';
import { ATTRIBUTES, send } from './send.ts';

const SCOPE = { name: 'tester', version: '1.2.3' };

test.each([
  ['JSON', 'application/json', JsonMetricsSerializer, JsonLogsSerializer],
  ['protobuf', 'application/x-protobuf', ProtobufMetricsSerializer, ProtobufLogsSerializer],
] as const)(
  'metrics and log records arrive as they were sent as %s',
  async (_, type, metricsSerializer, logsSerializer) => {
    const metrics: ReceivedMetric[] = [];
    const records: ReceivedLogRecord[] = [];
    await using receiver = await startOtlpReceiver((received) => {
      metrics.push(...(received.metrics ?? []));
      records.push(...(received.logs ?? []));
    });
    const metricsRequest = metricsSerializer.serializeRequest(await collectMetrics())!;
    const body = new Uint8Array(gzipSync(metricsRequest));
    expect((await send(receiver.url, { path: '/v1/metrics', type, encoding: 'gzip', body })).status).toBe(200);
    const logsRequest = new Uint8Array(logsSerializer.serializeRequest(emitRecords())!);
    expect((await send(receiver.url, { path: '/v1/logs', type, body: logsRequest })).status).toBe(200);

    const byName = Object.fromEntries(metrics.map((metric) => [metric.name, metric]));
    expect(byName['cost']).toMatchObject({
      unit: 'USD',
      type: 'sum',
      temporality: 'cumulative',
      isMonotonic: true,
      points: [{ value: 0.0002475, attributes: { model: 'gpt-4o' } }],
      scope: SCOPE,
    });
    expect(byName['remaining']).toMatchObject({ type: 'gauge', temporality: undefined, points: [{ value: 7 }] });
    expect(byName['duration']).toMatchObject({
      type: 'histogram',
      points: [{ count: 2, sum: 3.5, min: 0.5, max: 3, bounds: [1, 2], bucketCounts: [1, 0, 1] }],
    });
    expect(byName['cost']!.points[0]!.time).toBeGreaterThan(1_700_000_000_000_000_000n);
    expect(records).toMatchObject([
      {
        time: 1_700_000_000_123_456_789n,
        severityNumber: 9,
        severityText: 'INFO',
        eventName: 'gen_ai.client.inference.operation.details',
        body: { text: 'größer', parts: [1, true] },
        attributes: ATTRIBUTES,
        traceId: '0af7651916cd43dd8448eb211c80319c',
        spanId: 'b7ad6b7169203331',
        scope: SCOPE,
      },
    ]);
  },
);

/** A counter, a gauge and a histogram of a real SDK. */
async function collectMetrics(): Promise<ResourceMetrics> {
  const reader = new PeriodicExportingMetricReader({
    exporter: new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE),
    exportIntervalMillis: 3_600_000,
  });
  const provider = new MeterProvider({ readers: [reader] });
  const meter = provider.getMeter(SCOPE.name, SCOPE.version);
  meter.createCounter('cost', { unit: 'USD' }).add(0.0002475, { model: 'gpt-4o' });
  meter.createGauge('remaining').record(7);
  const duration = meter.createHistogram('duration', { advice: { explicitBucketBoundaries: [1, 2] } });
  for (const seconds of [0.5, 3]) duration.record(seconds);
  const { resourceMetrics } = await reader.collect();
  await provider.shutdown();
  return resourceMetrics;
}

/** An event of a real SDK, within a span. */
function emitRecords(): ReadableLogRecord[] {
  const exporter = new InMemoryLogRecordExporter();
  const provider = new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter })] });
  const spanContext = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 };
  provider.getLogger(SCOPE.name, SCOPE.version).emit({
    timestamp: [1_700_000_000, 123_456_789],
    severityNumber: 9,
    severityText: 'INFO',
    eventName: 'gen_ai.client.inference.operation.details',
    body: { text: 'größer', parts: [1, true] },
    attributes: ATTRIBUTES,
    context: trace.setSpanContext(context.active(), spanContext),
  });
  return exporter.getFinishedLogRecords();
}

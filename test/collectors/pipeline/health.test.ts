import { request } from 'node:http';
import type { DataPoint } from '@opentelemetry/sdk-metrics';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { afterEach, describe, expect, it } from 'vitest';

import type { HealthServer } from '../../../src/collectors/pipeline/health-server.ts';
import { startHealthServer } from '../../../src/collectors/pipeline/health-server.ts';
import { observePipelines } from '../../../src/collectors/pipeline/metrics.ts';
import { PipelineStatistics } from '../../../src/collectors/pipeline/statistics.ts';

let server: HealthServer | undefined;
afterEach(() => server?.close());

async function codes(): Promise<Record<string, number>> {
  const entries = ['/', '/live', '/ready', '/none'].map(async (path) => [
    path,
    (await fetch(server!.url + path)).status,
  ]);
  return Object.fromEntries(await Promise.all(entries));
}

describe('The health endpoint', () => {
  it('the health endpoint listens on loopback, and is live and ready while the pipelines run without trouble', async () => {
    const logs = new PipelineStatistics('logs');
    const metrics = new PipelineStatistics('metrics');
    server = await startHealthServer({ pipelines: [logs, metrics] });
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(await codes()).toEqual({ '/': 200, '/live': 200, '/ready': 503, '/none': 404 });
    logs.state = metrics.state = 'running';
    expect(await codes()).toMatchObject({ '/ready': 200 });
    metrics.setTrouble('sink', 'it answers 503');
    expect(await codes()).toMatchObject({ '/live': 200, '/ready': 503 });
    metrics.setTrouble('sink', undefined);
    logs.source = { trouble: 'not connected yet' };
    expect(await codes()).toMatchObject({ '/live': 200, '/ready': 503 });
    logs.state = 'failed';
    expect(await codes()).toEqual({ '/': 200, '/live': 503, '/ready': 503, '/none': 404 });
  });

  it('the health endpoint shows counts, lag by partition and trouble', async () => {
    const logs = new PipelineStatistics('logs');
    logs.state = 'running';
    logs.source = { partitions: ['0'] };
    logs.onBatch('0', { records: 12, seconds: 1.5 });
    logs.onBatch('1', { records: 3 });
    logs.onSettled('1', true);
    logs.counts.received = 7;
    logs.setTrouble('sink', 'it answers 503');
    server = await startHealthServer({ pipelines: [logs] });
    const response = await fetch(server.url);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toMatchObject({
      pipelines: [
        {
          name: 'logs',
          state: 'running',
          trouble: 'it answers 503',
          counts: { received: 7 },
          // Another replica has taken partition 1, and none of its batches is in flight.
          partitions: { '0': { inFlight: 1, records: 12, seconds: 1.5 } },
        },
      ],
    });
    expect((await fetch(server.url, { method: 'POST' })).status).toBe(405);
  });

  it('a path that is not a part of a URL is not found, and a query is ignored', async () => {
    server = await startHealthServer({ pipelines: [] });
    const { port } = new URL(server.url);
    const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
    request({ port, host: '127.0.0.1', path: '//' }, (response) => resolve(response.resume().statusCode))
      .on('error', reject)
      .end();
    expect(await promise).toBe(404);
    expect((await fetch(`${server.url}/live?verbose`)).status).toBe(200);
  });

  it('the health endpoint rejects when its port is taken', async () => {
    server = await startHealthServer({ pipelines: [] });
    const port = Number(new URL(server.url).port);
    await expect(startHealthServer({ pipelines: [], port })).rejects.toThrow('EADDRINUSE');
  });
});

describe('The metrics of the collectors', () => {
  it('the metrics have counts by pipeline, and lag and checkpoint age by partition', async () => {
    const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
    const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
    const provider = new MeterProvider({ readers: [reader] });
    const logs = new PipelineStatistics('logs');
    logs.counts.received = 7;
    logs.counts.deadLettered = 1;
    logs.onBatch('0', { records: 12, seconds: 1.5 });
    logs.onSettled('0', true);
    observePipelines(provider.getMeter('test'), [logs]);
    await reader.forceFlush();
    const points = (): Record<string, [unknown, unknown][]> =>
      Object.fromEntries(
        (exporter.getMetrics().at(-1)?.scopeMetrics ?? []).flatMap(({ metrics }) =>
          metrics.map(({ descriptor, dataPoints }) => [
            descriptor.name,
            (dataPoints as DataPoint<number>[]).map(({ value, attributes }) => [value, attributes]),
          ]),
        ),
      );
    const pipeline = { 'azure.openai.collector.pipeline': 'logs' };
    const partition = { ...pipeline, 'messaging.destination.partition.id': '0' };
    expect(points()).toMatchObject({
      'azure.openai.collector.records.received': [[7, pipeline]],
      'azure.openai.collector.dead_letters': [[1, pipeline]],
      'azure.openai.collector.documents.retried': [[0, pipeline]],
      'azure.openai.collector.lag.records': [[12, partition]],
      'azure.openai.collector.lag.time': [[1.5, partition]],
      'azure.openai.collector.checkpoint.age': [[expect.closeTo(0, 0), partition]],
    });
    await provider.shutdown();
  });
});

import { createServer } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { listenOnLoopback } from '../../src/cli/listen.ts';
import { IMPORT, apps, start } from './started-apps.ts';

type Answer = { status: number; body?: Buffer };

let answers: Record<string, Answer> = {};
const requests = { '/v1/traces': 0, '/v1/metrics': 0 };
const server = createServer(({ url }, response) => {
  const path = url as keyof typeof requests;
  requests[path] += 1;
  const { status, body } = answers[path] ?? { status: 200 };
  response.writeHead(status).end(body);
});
const port = await listenOnLoopback(server, 0);

afterEach(() => void (answers = {}));

/** An `ExportTraceServiceResponse` that rejects two spans. */
const TWO_REJECTED = Buffer.from([0x0a, 0x0b, 0x08, 0x02, 0x12, 0x07, ...Buffer.from('too big')]);

/** Resolves after some more exports of both signals. */
async function exported(): Promise<void> {
  const before = { ...requests };
  const isDone = (): boolean =>
    (['/v1/traces', '/v1/metrics'] as const).every((path) => requests[path] >= before[path] + 3);
  await expect.poll(isDone).toBe(true);
}

/** Runs an application that exports both signals several times, and returns what it reports. */
async function reportsOf(during: () => void = () => {}): Promise<string[]> {
  const app = start([...IMPORT, apps('close-on-sigterm.mjs')], {
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
    OTEL_BSP_SCHEDULE_DELAY: '50',
    OTEL_METRIC_EXPORT_INTERVAL: '200',
  });
  await app.wrote('ready');
  await exported();
  during();
  await exported();
  app.child.kill('SIGTERM');
  const { stderr } = await app.ended;
  return stderr
    .trim()
    .split('\n')
    .map((line) => line.replace('opentelemetry-instrumentation-azure-openai: ', ''));
}

test('a signal that is refused while another is accepted is reported once, by name', async () => {
  const refuseMetrics = (): void => void (answers = { '/v1/metrics': { status: 404 } });
  expect(await reportsOf(refuseMetrics)).toEqual([
    `metrics cannot be exported to http://127.0.0.1:${port}: HTTP 404. They are lost until the endpoint accepts them.`,
    expect.stringMatching(/^\d+ metric exports could not be exported to http:[^ ]+: HTTP 404\.$/),
  ]);
});

test('signals that fail together are reported together, and so is their recovery', async () => {
  answers = { '/v1/traces': { status: 404 }, '/v1/metrics': { status: 404 } };
  expect(await reportsOf(() => void (answers = {}))).toEqual([
    expect.stringMatching(/^telemetry cannot be exported to http:[^ ]+: HTTP 404\. It is lost/),
    expect.stringMatching(/^telemetry is exported to http:[^ ]+ again; lost meanwhile: .*\d spans?/),
  ]);
});

test('a partial rejection is reported once, and neither as a failure nor as a success', async () => {
  answers = { '/v1/traces': { status: 200, body: TWO_REJECTED } };
  expect(await reportsOf()).toEqual([
    `http://127.0.0.1:${port} rejects a part of the traces: too big. That part is lost.`,
    expect.stringMatching(/^\d+ spans could not be exported to http:[^ ]+: it rejected a part: too big\.$/),
  ]);
});

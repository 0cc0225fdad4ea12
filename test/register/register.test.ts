import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { expect, test } from 'vitest';
import { listenOnLoopback } from '../../src/cli/listen.ts';
import { IMPORT, apps, chatSpans, spans, start } from './started-apps.ts';

test.each(['call.mjs', 'call.cjs'])(
  'register exports the call of %s, and the HTTP request under it, before the process ends',
  async (app) => {
    const { code, stdout, stderr } = await start([...IMPORT, apps(app)]).ended;

    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: 'gpt-4.1-mini-2025-04-14\n', stderr: '' });
    const [chat] = chatSpans();
    expect(chat).toMatchObject({
      name: 'chat gpt-4.1-mini',
      kind: 'client',
      attributes: { model: 'gpt-4.1-mini-2025-04-14', cost: expect.any(Number) },
      resource: { 'service.name': 'test-app', 'deployment.environment.name': 'test' },
      scope: { name: 'opentelemetry-instrumentation-azure-openai' },
    });
    const http = spans.filter(({ parentSpanId }) => parentSpanId === chat!.spanId);
    expect(http.map(({ name, kind }) => ({ name, kind }))).toEqual([{ name: 'POST', kind: 'client' }]);
  },
);

test('register prices the calls in spans of other instrumentations', async () => {
  const { code, stderr } = await start([...IMPORT, apps('peer-span.mjs')]).ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(chatSpans()).toMatchObject([{ scope: { name: 'peer' }, attributes: { cost: 0.00056 } }]);
});

test('register works with --require', async () => {
  const { stderr } = await start(['--require', 'opentelemetry-instrumentation-azure-openai/register', apps('call.cjs')])
    .ended;
  expect(stderr).toBe('');
  expect(chatSpans()).toHaveLength(1);
});

test('register keeps the exit code of an application that ends by itself', async () => {
  const { code } = await start([...IMPORT, apps('call.mjs')], { EXIT_CODE: '7' }).ended;
  expect(code).toBe(7);
  expect(chatSpans()).toHaveLength(1);
});

test.each(['SIGTERM', 'SIGINT'] as const)('register exports on %s, and the signal ends the process', async (signal) => {
  const app = start([...IMPORT, apps('serve.mjs')]);
  await app.wrote('ready');
  app.child.kill(signal);
  expect(await app.ended).toMatchObject({ code: null, signal });
  expect(chatSpans()).toHaveLength(1);
});

test('register lets an application that handles the signal decide how to end', async () => {
  const app = start([...IMPORT, apps('serve.mjs')], { HANDLE_SIGNALS: '1' });
  await app.wrote('ready');
  app.child.kill('SIGTERM');
  expect(await app.ended).toMatchObject({ code: 3, signal: null });
  expect(chatSpans()).toHaveLength(1);
});

test('register adds the instrumentation to an SDK that is registered already', async () => {
  const { code, stdout, stderr } = await start(['--import', `./${apps('other-sdk.mjs')}`, ...IMPORT, apps('call.mjs')])
    .ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toBe('span of another SDK: chat gpt-4.1-mini\ngpt-4.1-mini-2025-04-14\n');
  expect(spans).toEqual([]);
});

test('register leaves time for the export if the application sends the signal again', async () => {
  const app = start([...IMPORT, apps('resend-sigterm.mjs')]);
  await app.wrote('ready');
  app.child.kill('SIGTERM');
  expect(await app.ended).toMatchObject({ code: null, signal: 'SIGTERM', stderr: '' });
  expect(chatSpans()).toHaveLength(1);
});

test('a flush of the application has sent everything when it resolves', async () => {
  await start([...IMPORT, apps('flush-and-exit.mjs')]).ended;
  expect(chatSpans()).toHaveLength(1);
});

test('a second signal ends the process immediately', async () => {
  const hanging = createTcpServer((socket) => socket.on('error', () => {}).resume());
  await new Promise<void>((resolve) => hanging.listen(0, '127.0.0.1', resolve));
  const app = start([...IMPORT, apps('serve.mjs')], {
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(hanging.address() as AddressInfo).port}`,
  });
  await app.wrote('ready');
  app.child.kill('SIGTERM');
  await new Promise((resolve) => setTimeout(resolve, 200));
  app.child.kill('SIGTERM');
  // The first signal would have reported the data that was not exported.
  expect(await app.ended).toMatchObject({ signal: 'SIGTERM', stderr: '' });
  hanging.close();
});

test('register names the version to install if an SDK is registered with an API that the installed one cannot use', async () => {
  const other = "globalThis[Symbol.for('opentelemetry.js.api.1')] = { version: '1.99.0', trace: {} };";
  const args = ['--import', `data:text/javascript,${encodeURIComponent(other)}`, ...IMPORT, apps('call.mjs')];
  const { code, stderr } = await start(args).ended;
  expect(code).toBe(0);
  expect(stderr).toContain('npm install @opentelemetry/api@1.99.0');
});

test('register reports in one line an SDK that is started later and not used', async () => {
  const { stderr } = await start([...IMPORT, '--import', `./${apps('other-sdk.mjs')}`, apps('call.mjs')]).ended;
  expect(stderr.trim().split('\n')).toEqual([expect.stringContaining('an SDK of its own after ./register')]);
  expect(chatSpans()).toHaveLength(1);
});

test('register reports nothing if all exporters are switched off', async () => {
  const off = { OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none' };
  const { code, stderr } = await start([...IMPORT, apps('call.mjs')], off).ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});

test.each([
  ['node', '20.20.2', 'Node.js 20.20.2 is too old (22.15 or newer is needed)'],
  ['bun', '1.4.5', 'Bun 1.4.5 has no module hooks'],
])('register leaves the application alone, with one line, on %s %s', async (runtime, version, message) => {
  const pretend = `Object.defineProperty(process.versions, '${runtime}', { value: '${version}' })`;
  const args = ['--import', `data:text/javascript,${encodeURIComponent(pretend)}`, ...IMPORT, apps('call.mjs')];
  const { code, stdout, stderr } = await start(args).ended;
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'gpt-4.1-mini-2025-04-14\n' });
  expect(stderr.trim().split('\n')).toEqual([expect.stringContaining(message)]);
  expect(spans).toEqual([]);
});

test('register leaves the application alone, with one line, if it cannot start', async () => {
  const { code, stdout, stderr } = await start([...IMPORT, apps('call.mjs')], {
    OTEL_EXPORTER_OTLP_ENDPOINT: 'not a URL',
  }).ended;
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'gpt-4.1-mini-2025-04-14\n' });
  const report = 'The OTLP endpoint of traces (OTEL_EXPORTER_OTLP_ENDPOINT) must be a URL';
  expect(stderr.trim().split('\n')).toEqual([expect.stringContaining(report)]);
});

test('register reports an endpoint that fails and one that works again, once each', async () => {
  let status = 503;
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(status).end());
  });
  const port = await listenOnLoopback(server, 0);
  const app = start([...IMPORT, apps('serve.mjs')], {
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
    OTEL_METRIC_EXPORT_INTERVAL: '100',
  });
  await app.wrote('ready');
  await new Promise((resolve) => setTimeout(resolve, 700));
  status = 200;
  await new Promise((resolve) => setTimeout(resolve, 700));
  app.child.kill('SIGTERM');
  const { stderr } = await app.ended;
  server.close();
  expect(stderr.trim().split('\n')).toEqual([
    expect.stringMatching(
      /^opentelemetry-instrumentation-azure-openai: telemetry cannot be exported to http:\/\/127[^ ]+: HTTP 503\./,
    ),
    expect.stringMatching(
      /^opentelemetry-instrumentation-azure-openai: telemetry is exported to http:\/\/127[^ ]+ again; lost meanwhile: nothing$/,
    ),
  ]);
});

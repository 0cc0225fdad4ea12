import { type Server, createServer } from 'node:http';
import { type AddressInfo, type Server as TcpServer, connect, createServer as createTcpServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Simulator, startSimulator } from '../../src/demo/simulator/index.ts';
import { type RunningApp, azureEnv, startNode } from '../support/run-app.ts';

const IMPORT = ['--import', 'opentelemetry-instrumentation-azure-openai/register'];

/** Longer than any end of a process should take, in milliseconds; without our exporters it is minutes, or for ever. */
const FAR_TOO_LONG = 8000;

/** The behaviour of endpoints, and the reports about them. */
const STATES: Record<string, { server?: Server | TcpServer; reason: string; protocols?: string[] }> = {
  refuses: { reason: 'connect ECONNREFUSED', protocols: ['http/protobuf', 'grpc'] },
  'lets no connection be made': { reason: 'no connection within', protocols: ['http/protobuf', 'grpc'] },
  hangs: {
    server: createTcpServer((socket) => socket.on('error', () => {}).resume()),
    reason: 'no answer before',
    protocols: ['http/protobuf', 'grpc'],
  },
  'answers 401': { server: answering(401), reason: 'HTTP 401; check OTEL_EXPORTER_OTLP_HEADERS' },
  'answers 503': { server: answering(503), reason: 'HTTP 503' },
  'answers 503 with a long Retry-After': { server: answering(503, { 'retry-after': '60' }), reason: 'HTTP 503' },
};

const CASES = Object.entries(STATES).flatMap(([state, { reason, protocols = ['http/protobuf'] }]) =>
  protocols.map((protocol) => ({ state, reason, protocol })),
);

let simulator: Simulator;
let stopped: StoppedServer;
const urls = new Map<string, string>();

function answering(status: number, headers = {}): Server {
  return createServer((request, response) =>
    request.resume().on('end', () => response.writeHead(status, headers).end()),
  );
}

async function listen(server: Server | TcpServer): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A server whose process is stopped and whose queue of connections is full: the system answers no further one. */
interface StoppedServer {
  url: string;
  close(): void;
}

async function startStoppedServer(): Promise<StoppedServer> {
  const source = `const server = require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 },
    () => console.log(server.address().port))`;
  const { child, wrote } = startNode(['-e', source], {});
  const port = Number(await wrote('\n'));
  child.kill('SIGSTOP');
  const queued = Array.from({ length: 4 }, () => connect(port, '127.0.0.1').on('error', () => {}));
  await new Promise((resolve) => setTimeout(resolve, 100));
  return {
    url: `http://127.0.0.1:${port}`,
    close() {
      for (const socket of queued) socket.destroy();
      child.kill('SIGKILL');
    },
  };
}

beforeAll(async () => {
  simulator = await startSimulator();
  stopped = await startStoppedServer();
  urls.set('lets no connection be made', stopped.url);
  for (const [state, { server }] of Object.entries(STATES)) {
    if (server) urls.set(state, await listen(server));
  }
  const closed = createTcpServer();
  urls.set('refuses', await listen(closed));
  closed.close();
});

afterAll(async () => {
  for (const { server } of Object.values(STATES)) server?.close();
  stopped.close();
  await simulator.close();
});

function start(app: string, state: string, protocol: string): RunningApp {
  return startNode([...IMPORT, `test/fixtures/apps/${app}`], {
    ...azureEnv(simulator.url),
    OTEL_EXPORTER_OTLP_ENDPOINT: urls.get(state)!,
    OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
    // Short ones, so that exports are on their way all the time.
    OTEL_METRIC_EXPORT_INTERVAL: '100',
    OTEL_BSP_SCHEDULE_DELAY: '100',
  });
}

function killIfStuck({ child }: RunningApp): NodeJS.Timeout {
  return setTimeout(() => child.kill('SIGKILL'), FAR_TOO_LONG).unref();
}

describe.concurrent.each(CASES)('with an OTLP endpoint that $state ($protocol)', ({ state, reason, protocol }) => {
  test('a script ends by itself, and one line names the data that was not exported', async () => {
    const app = start('call.mjs', state, protocol);
    killIfStuck(app);
    const { code, signal, stderr } = await app.ended;
    expect({ code, signal }).toEqual({ code: 0, signal: null });
    const lines = stderr.trim().split('\n');
    const last = lines.at(-1);
    expect(last).toMatch(/\d spans?.* could not be exported to http:\/\/127/);
    expect(last).toContain(reason);
    expect(lines.filter((line) => line.includes('could not be exported'))).toHaveLength(1);
    expect(stderr).not.toMatch(/^ +at /m);
  });

  test('a server that closes on SIGTERM ends, and reports the failure once while it runs and once at its end', async () => {
    const app = start('close-on-sigterm.mjs', state, protocol);
    await app.wrote('ready');
    await new Promise((resolve) => setTimeout(resolve, 1000));
    app.child.kill('SIGTERM');
    killIfStuck(app);
    const { code, signal, stderr } = await app.ended;
    expect({ code, signal }).toEqual({ code: 0, signal: null });
    const lines = stderr.trim().split('\n');
    expect(lines.length).toBeLessThanOrEqual(2);
    expect(lines.at(-1)).toMatch(/could not be exported to http:\/\/127/);
  });
});

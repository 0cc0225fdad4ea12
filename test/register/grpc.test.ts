import { Server, ServerCredentials, type handleUnaryCall, status } from '@grpc/grpc-js';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Simulator, startSimulator } from '../../src/demo/simulator/index.ts';
import { type Ended, azureEnv, startNode } from '../support/run-app.ts';

const TLS = new URL('../fixtures/tls/', import.meta.url);

interface Received {
  signal: string;
  body: Buffer;
  authorization: unknown;
}

let simulator: Simulator;
let server: Server;
let port: number;
let tlsPort: number;
let received: Received[];
let code: status;

beforeAll(async () => {
  simulator = await startSimulator();
  server = new Server();
  for (const [signal, service] of Object.entries({ trace: 'Trace', metrics: 'Metrics', logs: 'Logs' })) {
    const asItIs = (bytes: Buffer): Buffer => bytes;
    const method = {
      path: `/opentelemetry.proto.collector.${signal}.v1.${service}Service/Export`,
      requestStream: false,
      responseStream: false,
      requestSerialize: asItIs,
      requestDeserialize: asItIs,
      responseSerialize: asItIs,
      responseDeserialize: asItIs,
    };
    const take: handleUnaryCall<Buffer, Buffer> = ({ request, metadata }, callback) => {
      received.push({ signal, body: request, authorization: metadata.get('authorization') });
      if (code === status.OK) callback(null, Buffer.alloc(0));
      else callback({ code });
    };
    server.addService({ Export: method }, { Export: take });
  }
  port = await bind(ServerCredentials.createInsecure());
  const pair = {
    private_key: readFileSync(new URL('localhost-key.pem', TLS)),
    cert_chain: readFileSync(new URL('localhost-cert.pem', TLS)),
  };
  tlsPort = await bind(ServerCredentials.createSsl(null, [pair]));
});

function bind(credentials: ServerCredentials): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync('localhost:0', credentials, (error, port) => {
      if (error) reject(error);
      else resolve(port);
    });
  });
}

beforeEach(() => {
  received = [];
  code = status.OK;
});

afterAll(async () => {
  server.forceShutdown();
  await simulator.close();
});

function run(env: Record<string, string> = {}): Promise<Ended> {
  return startNode(['--import', 'opentelemetry-instrumentation-azure-openai/register', 'test/fixtures/apps/call.mjs'], {
    ...azureEnv(simulator.url),
    OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://localhost:${port}`,
    OTEL_EXPORTER_OTLP_HEADERS: 'Authorization=Bearer%20secret',
    ...env,
  }).ended;
}

test.each(['none', 'gzip'])('register sends traces and metrics over gRPC, compressed with %s', async (compression) => {
  const { code, stderr } = await run({ OTEL_EXPORTER_OTLP_COMPRESSION: compression });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(received.map(({ signal }) => signal).toSorted()).toEqual(['metrics', 'trace']);
  expect(received.find(({ signal }) => signal === 'trace')!.body.includes('chat gpt-4.1-mini')).toBe(true);
  expect(received.map(({ authorization }) => authorization)).toEqual([['Bearer secret'], ['Bearer secret']]);
});

test('register takes a gRPC endpoint without a scheme, unencrypted if OTEL_EXPORTER_OTLP_INSECURE is true', async () => {
  const { stderr } = await run({
    OTEL_EXPORTER_OTLP_ENDPOINT: `localhost:${port}`,
    OTEL_EXPORTER_OTLP_INSECURE: 'true',
  });
  expect(stderr).toBe('');
  expect(received).toHaveLength(2);
});

test('register sends gRPC over TLS, with the certificate authority of OTEL_EXPORTER_OTLP_CERTIFICATE', async () => {
  const { stderr } = await run({
    OTEL_EXPORTER_OTLP_ENDPOINT: `https://localhost:${tlsPort}`,
    OTEL_EXPORTER_OTLP_CERTIFICATE: new URL('localhost-cert.pem', TLS).pathname,
  });
  expect(stderr).toBe('');
  expect(received).toHaveLength(2);
});

test('register trims the path of a certificate, as the value of any variable', async () => {
  const { stderr } = await run({
    OTEL_EXPORTER_OTLP_ENDPOINT: `https://localhost:${tlsPort}`,
    OTEL_EXPORTER_OTLP_CERTIFICATE: ` ${new URL('localhost-cert.pem', TLS).pathname} `,
  });
  expect(stderr).toBe('');
});

test('register names the variable whose certificate cannot be read', async () => {
  const { stderr } = await run({
    OTEL_EXPORTER_OTLP_ENDPOINT: `https://localhost:${tlsPort}`,
    OTEL_EXPORTER_OTLP_CERTIFICATE: new URL('localhost-cert.pem', TLS).pathname,
    OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE: '/nowhere.pem',
  });
  expect(stderr).toContain('the file of OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE cannot be read');
  expect(stderr).not.toContain('the file of OTEL_EXPORTER_OTLP_CERTIFICATE');
});

test.each([
  [status.UNAUTHENTICATED, 'gRPC UNAUTHENTICATED; check OTEL_EXPORTER_OTLP_HEADERS'],
  [status.UNAVAILABLE, 'gRPC UNAVAILABLE'],
  [status.INTERNAL, 'gRPC 13'],
])('register reports in one line the data that the gRPC status %s left unexported', async (answer, reason) => {
  code = answer;
  const { stderr } = await run();
  expect(stderr.trim().split('\n')).toEqual([
    expect.stringMatching(
      /^opentelemetry-instrumentation-azure-openai: 2 spans, 1 metric export could not be exported to http:/,
    ),
  ]);
  expect(stderr).toContain(`: ${reason}.`);
});

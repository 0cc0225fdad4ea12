import { diag, DiagLogLevel } from '@opentelemetry/api';
import { createServer } from 'node:https';
import { describe, expect, it } from 'vitest';
import { withRetry } from '../../../src/collectors/pipeline/with-retry.ts';
import type { Sink } from '../../../src/collectors/contracts/sink.ts';
import { startOtlpReceiver } from '../../support/otlp-receiver.ts';
import { closeServer, listenOnLoopback } from '../../../src/cli/listen.ts';
import { endpointOf } from '../../../src/otlp/endpoint.ts';
import { OtlpEndpointError, type OtlpSinkOptions, otlpSink } from '../../../src/collectors/sinks/index.ts';
import { selfSignedCertificate } from '../../support/elasticsearch/certificate.ts';
import { catchError, statuses, untilTestEnds } from './support.ts';
import { logDocument, logDocuments, metricDocument } from './documents.ts';
import { type Answer, type OtlpStandIn, startOtlpStandIn } from './otlp-stand-in.ts';

async function start(options: OtlpSinkOptions = {}): Promise<{ sink: Sink; server: OtlpStandIn }> {
  const server = await startOtlpStandIn();
  const sink = otlpSink({ endpoint: server.url, flushInterval: 1, env: {}, ...options });
  return untilTestEnds(sink, server);
}

describe('export requests', () => {
  it('logs and metrics have their own paths, and one request has the documents of several writes', async () => {
    const { sink, server } = await start({ flushInterval: 30 });
    await Promise.all([
      sink.write([logDocument('a'), metricDocument('m', { requests: { total: 1 } })]),
      sink.write([logDocument('b')]),
    ]);
    expect(server.requests.map(({ path }) => path).toSorted()).toEqual(['/v1/logs', '/v1/metrics']);
    const logs = server.requests.find(({ path }) => path === '/v1/logs')?.body;
    expect(logs.resourceLogs).toHaveLength(1);
    expect(logs.resourceLogs[0].scopeLogs[0].logRecords).toHaveLength(2);
  });

  it('documents with the same resource are grouped', async () => {
    const { sink, server } = await start();
    const of = (name: string) => logDocument(`of ${name}`, { azure: { resource: { name } } });
    await sink.write([of('one'), of('two'), of('one')]);
    const { resourceLogs } = server.requests[0]!.body;
    expect(resourceLogs.map(({ scopeLogs }: any) => scopeLogs[0].logRecords.length)).toEqual([2, 1]);
  });

  it('a request is compressed and has headers if the options say so', async () => {
    const { sink, server } = await start({ compression: 'gzip', headers: { Authorization: 'ApiKey abc' } });
    await sink.write(logDocuments(1));
    expect(server.requests[0]?.headers).toMatchObject({
      'content-type': 'application/json',
      'content-encoding': 'gzip',
      authorization: 'ApiKey abc',
    });
  });

  it('an OTLP receiver takes the requests', async () => {
    const received: unknown[] = [];
    await using receiver = await startOtlpReceiver((telemetry) => void received.push(telemetry));
    const sink = otlpSink({ endpoint: receiver.url, compression: 'gzip', flushInterval: 1, env: {} });
    const documents = [logDocument('a'), metricDocument('m', { requests: { total: 1 } })];
    expect(statuses(await sink.write(documents))).toEqual(['accepted', 'accepted']);
    await sink.close();
    expect(received).toHaveLength(2);
  });
});

describe('an answer', () => {
  it.each([408, 429, 502, 503, 504])('every document of a request with status %i is retried', async (status) => {
    const { sink, server } = await start();
    server.answer = () => ({ status, headers: { 'retry-after': '3' }, body: { message: 'busy' } });
    expect(await sink.write(logDocuments(2))).toEqual(
      [1, 2].map(() => ({ status: 'retry', reason: `HTTP ${status}: busy`, after: 3000 })),
    );
  });

  it.each([400, 422, 501])(
    'a document is rejected after status %i, since OTLP forbids to send it again',
    async (status) => {
      const { sink, server } = await start();
      server.answer = () => ({ status, body: { code: 3, message: 'bad data' } });
      expect(await sink.write(logDocuments(2))).toEqual(
        [1, 2].map(() => ({ status: 'rejected', reason: `HTTP ${status}: bad data` })),
      );
    },
  );

  it('a document is retried for a limited time after status 500', async () => {
    const { sink, server } = await start();
    server.answer = () => ({ status: 500, body: { code: 13, message: 'no space left' } });
    const reason = 'HTTP 500: no space left';
    expect(await sink.write(logDocuments(2))).toEqual([1, 2].map(() => ({ status: 'retry', reason, refused: true })));
    const retrying = withRetry(sink, { minDelay: 1, maxDelay: 2, refusalTimeout: 30 });
    expect(await retrying.write(logDocuments(2))).toEqual([1, 2].map(() => ({ status: 'rejected', reason })));
  });

  it('a request that is refused because of one document rejects only that one', async () => {
    const { sink, server } = await start();
    const body = { code: 3, message: 'ReadString: expects ", error found in #10 byte of ...|my prompt|...' };
    server.answer = ({ text }) => (text.includes('"d17"') ? { status: 400, body } : undefined);
    const documents = logDocuments(50);
    expect(await sink.write(documents)).toEqual(
      documents.map(({ id }) =>
        id === 'd17' ? { status: 'rejected', reason: 'HTTP 400: ReadString: expects "' } : { status: 'accepted' },
      ),
    );
  });

  it('a document that is refused in plain text is retried for a limited time, if the endpoint accepts other requests', async () => {
    const { sink, server } = await start();
    const foreign = { name: '', status: 400, headers: { 'content-type': 'text/plain' }, body: 'out of order sample\n' };
    server.answer = ({ text }) => (text.includes('"d1"') ? { foreign } : undefined);
    const refused = { status: 'retry', reason: 'HTTP 400: out of order sample', refused: true };
    const accepted = { status: 'accepted' };
    expect(await sink.write(logDocuments(3))).toEqual([accepted, refused, accepted]);
  });

  it.each([401, 403, 404, 405, 415, 307])('status %i throws an error that shows no headers', async (status) => {
    const { sink, server } = await start({ headers: { authorization: 'Bearer sesame' } });
    server.answer = () => ({ status, headers: { location: 'http://elsewhere/' } });
    const error = await catchError(sink.write(logDocuments(2)));
    expect(error).toBeInstanceOf(OtlpEndpointError);
    expect(error.message).toContain(`The OTLP endpoint ${server.url}/v1/logs `);
    expect(error.message).toContain(`(HTTP ${status})`);
    expect(JSON.stringify(error) + error.stack).not.toContain('sesame');
  });

  it.each([404, 405, 415, 307])('status %i is retried once a request was accepted', async (status) => {
    const { sink, server } = await start();
    await sink.write(logDocuments(1));
    server.answer = () => ({ status });
    expect(statuses(await sink.write(logDocuments(1)))).toEqual(['retry']);
  });

  it('a request that is too large is split, and later ones are smaller', async () => {
    const { sink, server } = await start();
    let refused = 0;
    server.answer = ({ text }): Answer => {
      if (text.length < 10_000) return undefined;
      refused += 1;
      return { status: 413 };
    };
    const large = logDocument('large', { content: 'x'.repeat(20_000) });
    const outcomes = await sink.write([...logDocuments(60), large]);
    expect(statuses(outcomes)).toEqual([...Array(60).fill('accepted'), 'retry']);
    await sink.write(logDocuments(60, 'e'));
    refused = 0;
    expect(statuses(await sink.write(logDocuments(60, 'f')))).toEqual(Array(60).fill('accepted'));
    expect(refused).toBe(0);
    const records = server.requests.flatMap(({ body }) => body.resourceLogs[0].scopeLogs[0].logRecords);
    expect(records).toHaveLength(180);
  });

  it('a request that is never answered is retried', async () => {
    const { sink, server } = await start({ timeout: 100 });
    server.answer = () => 'hang';
    const reason = 'no answer within the timeout';
    expect(await sink.write(logDocuments(1))).toEqual([{ status: 'retry', reason }]);
    await server[Symbol.asyncDispose]();
    expect(await sink.write(logDocuments(1))).toEqual([{ status: 'retry', reason: 'ECONNREFUSED' }]);
  });

  it.each([
    ['an empty body in JSON', 200, 'application/json', ''],
    ['an empty body in protobuf', 200, 'application/x-protobuf', ''],
    ['an empty response in JSON', 200, 'application/json; charset=utf-8', '{}'],
    ['an empty partial success in JSON', 200, 'application/json', '{"partialSuccess":{}}'],
    ['an empty partial success in protobuf', 200, 'application/x-protobuf', '\x0a\x00'],
    ['no body and no type, as Prometheus sends it', 200, undefined, ''],
    ['no content, as Loki sends it', 204, undefined, ''],
  ])('a success with %s is accepted', async (_, status, type, body) => {
    const { sink, server } = await start();
    const foreign = { name: '', status, body, ...(type && { headers: { 'content-type': type } }) };
    // A receiver refuses a request that is not OTLP.
    server.answer = ({ text }) => (text.includes('"schemaUrl":{}') ? { status: 400 } : { foreign });
    expect(statuses(await sink.write(logDocuments(1)))).toEqual(['accepted']);
  });

  it('a success that is not an export response is retried', async () => {
    const { sink, server } = await start();
    for (const body of ['ok', { status: 'ok' }, { partialSuccess: { rejectedLogRecords: 'many' } }, []]) {
      server.answer = () => ({ status: 200, body });
      expect(statuses(await sink.write(logDocuments(1)))).toEqual(['retry']);
    }
  });

  it('an answer in protobuf is read like one in JSON', async () => {
    const { sink, server } = await start();
    const headers = { 'content-type': 'application/x-protobuf' };
    // ExportLogsPartialServiceResponse: rejected_log_records 1, error_message "old".
    const body = Buffer.from([0x0a, 0x07, 0x08, 0x01, 0x12, 0x03, ...Buffer.from('old')]);
    server.answer = () => ({ foreign: { name: '', status: 200, headers, body } });
    const rejected = (reason: string): object[] => [{ status: 'rejected', reason }];
    expect(await sink.write(logDocuments(1))).toEqual(rejected('refused by the OTLP endpoint: old'));
    // google.rpc.Status: code 3, message "old".
    const status = Buffer.from([0x08, 0x03, 0x12, 0x03, ...Buffer.from('old')]);
    server.answer = () => ({ foreign: { name: '', status: 400, headers, body: status } });
    expect(await sink.write(logDocuments(1))).toEqual(rejected('HTTP 400: old'));
  });
});

describe('a partial success', () => {
  const partial = (rejectedLogRecords: unknown, errorMessage = 'too old'): Answer => ({
    status: 200,
    body: { partialSuccess: { rejectedLogRecords, errorMessage } },
  });

  it('a partial success that refuses one of several documents rejects all, since it does not say which', async () => {
    const { sink, server } = await start();
    server.answer = () => partial('1');
    const reason = 'refused by the OTLP endpoint, 1 of the 3 items of its request, without saying which: too old';
    expect(await sink.write(logDocuments(3))).toEqual(
      Array.from({ length: 3 }, () => ({ status: 'rejected', reason })),
    );
  });

  it('a partial success that refuses all documents rejects all', async () => {
    const { sink, server } = await start();
    server.answer = () => partial(3);
    const reason = 'refused by the OTLP endpoint: too old';
    expect(await sink.write(logDocuments(3))).toEqual(
      Array.from({ length: 3 }, () => ({ status: 'rejected', reason })),
    );
  });

  it('a partial success that refuses nothing is accepted, and its warning is reported', async () => {
    const { sink, server } = await start();
    server.answer = () => partial(0, 'use gzip');
    const warnings: string[] = [];
    const ignore = (): void => undefined;
    diag.setLogger(
      { warn: (message) => warnings.push(message), error: ignore, info: ignore, debug: ignore, verbose: ignore },
      DiagLogLevel.WARN,
    );
    expect(statuses(await sink.write(logDocuments(1)))).toEqual(['accepted']);
    diag.disable();
    expect(warnings).toEqual([`The OTLP endpoint ${server.url}/v1/logs warns: use gzip`]);
  });
});

describe('the endpoint', () => {
  it('the endpoint is read from the variables of the OpenTelemetry exporters', () => {
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector.example/otlp/',
      OTEL_EXPORTER_OTLP_HEADERS: 'Authorization=Bearer%20abc, x-tenant=a',
      OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'https://metrics.example/ingest',
      OTEL_EXPORTER_OTLP_METRICS_HEADERS: 'x-tenant=b',
      OTEL_EXPORTER_OTLP_TIMEOUT: '5000',
      OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
      OTEL_EXPORTER_OTLP_LOGS_COMPRESSION: 'none',
    };
    const logs = endpointOf('logs', { env });
    expect(logs).toMatchObject({ url: 'https://collector.example/otlp/v1/logs', gzip: false, timeout: 5000 });
    expect(Object.fromEntries(logs.headers)).toEqual({
      'content-type': 'application/json',
      authorization: 'Bearer abc',
      'x-tenant': 'a',
    });
    const metrics = endpointOf('metrics', { env });
    expect(metrics).toMatchObject({ url: 'https://metrics.example/ingest', gzip: true });
    expect(metrics.headers.get('x-tenant')).toBe('b');
  });

  it('options take precedence over variables, and the default is a Collector on this machine', () => {
    const env = { OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'http://other', OTEL_EXPORTER_OTLP_HEADERS: 'a=1' };
    const own = endpointOf('logs', { endpoint: 'http://own:4318', headers: { A: '2' }, env });
    expect(own.url).toBe('http://own:4318/v1/logs');
    expect(own.headers.get('a')).toBe('2');
    expect(endpointOf('logs', { env: {} })).toMatchObject({ url: 'http://localhost:4318/v1/logs', timeout: 10_000 });
  });

  it('test names the signal that the endpoint does not take', async () => {
    const { sink, server } = await start();
    server.answer = ({ path }) => (path === '/v1/metrics' ? { status: 404 } : undefined);
    const findings: unknown[] = [];
    for await (const finding of sink.test!()) findings.push(finding);
    expect(findings).toMatchObject([{ id: 'otlp', status: 'fail', detail: `${server.url} answers metrics with 404` }]);
  });

  it('credentials in the URL are sent and not shown', async () => {
    const { server } = await start();
    const sink = otlpSink({ endpoint: server.url.replace('//', '//user:sesame@'), flushInterval: 1, env: {} });
    expect(statuses(await sink.write(logDocuments(1)))).toEqual(['accepted']);
    expect(server.requests[0]?.headers.authorization).toBe(`Basic ${btoa('user:sesame')}`);
    server.answer = () => ({ status: 401 });
    expect((await catchError(sink.write(logDocuments(1)))).message).not.toContain('sesame');
    await sink.close();
  });

  it.each([
    [{ endpoint: 'user:sesame@host' }, 'must be a URL with http or https'],
    [{ endpoint: 'grpc://host:4317' }, 'must be a URL with http or https'],
    [{ headers: { authorization: 'sesame\nx' } }, 'can\'t be sent the header "authorization"'],
    [{ headers: { 'bad name': 'sesame' } }, 'can\'t be sent the header "bad name"'],
  ])('otlpSink throws for the options %j', (options, message) => {
    expect(() => otlpSink({ env: {}, ...options })).toThrow(OtlpEndpointError);
    expect(() => otlpSink({ env: {}, ...options })).toThrow(message);
    expect(() => otlpSink({ env: {}, ...options })).not.toThrow('sesame');
  });

  it('a certificate that is not trusted throws an error that says how to trust it', async () => {
    const server = createServer(selfSignedCertificate(), (_, response) => void response.end('{}'));
    const port = await listenOnLoopback(server as never, 0);
    const sink = otlpSink({ endpoint: `https://localhost:${port}`, flushInterval: 1, env: {} });
    const error = await catchError(sink.write(logDocuments(1)));
    expect(error).toBeInstanceOf(OtlpEndpointError);
    expect(error.message).toContain('NODE_EXTRA_CA_CERTS');
    await sink.close();
    await closeServer(server as never);
  });
});

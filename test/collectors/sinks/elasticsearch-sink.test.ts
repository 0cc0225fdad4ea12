import { Client } from '@elastic/elasticsearch';
import { Client as Client8 } from 'elasticsearch8';
import { describe, expect, it, vi } from 'vitest';
import type { Sink } from '../../../src/collectors/contracts/sink.ts';
import { clientOptions, connectionMask } from '../../../src/collectors/sinks/elasticsearch/client.ts';
import type { ElasticsearchSinkOptions } from '../../../src/collectors/sinks/index.ts';
import {
  ElasticsearchAccessError,
  ElasticsearchSetupError,
  elasticsearchSink,
} from '../../../src/collectors/sinks/index.ts';
import { FOREIGN_ANSWERS } from '../../support/foreign-answers.ts';
import { selfSignedCertificate } from '../../support/elasticsearch/certificate.ts';
import type { ElasticsearchOptions } from '../../support/elasticsearch/options.ts';
import type { ElasticsearchStandIn } from '../../support/elasticsearch/server.ts';
import { startElasticsearch } from '../../support/elasticsearch/server.ts';
import { catchError, statuses, untilTestEnds } from './support.ts';
import { logDocument, logDocuments } from './documents.ts';

/** Starts a sink and its server, until the end of the test. */
async function start(
  options: Partial<ElasticsearchSinkOptions> = {},
  serverOptions: ElasticsearchOptions = {},
): Promise<{ sink: Sink; server: ElasticsearchStandIn }> {
  const server = await startElasticsearch(serverOptions);
  const sink = elasticsearchSink({ node: server.url, flushInterval: 1, ...options });
  return untilTestEnds(sink, server);
}

describe('bulk requests', () => {
  it('one bulk request has the documents of several writes', async () => {
    const { sink, server } = await start({ flushInterval: 30 });
    await Promise.all([sink.write(logDocuments(3, 'a')), sink.write(logDocuments(4, 'b'))]);
    expect(server.requests.map(({ documents }) => documents)).toEqual([7]);
  });

  it('a bulk request is sent when it is full, with a limited number in flight', async () => {
    const { sink, server } = await start({ flushBytes: 10_000, flushInterval: 60_000, concurrency: 3 });
    server.faults.add({ kind: 'slow', delay: 5, times: null });
    const content = 'x'.repeat(990);
    const documents = Array.from({ length: 100 }, (_, index) => logDocument(`d${index}`, { content }));
    const written = sink.write(documents);
    await sink.close();
    expect(statuses(await written)).toEqual(Array(100).fill('accepted'));
    expect(server.requests.length).toBeGreaterThan(9);
    expect(Math.max(...server.requests.map(({ bytes }) => bytes))).toBeLessThan(11_200);
    expect(server.mostAtOnce).toBe(3);
  });

  it('a bulk request asks only for the parts of the answer that are read', async () => {
    const { sink, server } = await start();
    await sink.write(logDocuments(1));
    expect(server.requests[0]?.query.get('filter_path')).toBe('errors,items.*.status,items.*.error');
    expect(server.requests[0]?.query.has('pipeline')).toBe(false);
  });

  it('a bulk request names the pipeline and is compressed if the options say so', async () => {
    const { sink, server } = await start({ pipeline: '_none', compression: true });
    await sink.write(logDocuments(1));
    expect(server.requests[0]).toMatchObject({ compressed: true });
    expect(server.requests[0]?.query.get('pipeline')).toBe('_none');
  });

  it('each document goes to its data stream', async () => {
    const { sink, server } = await start();
    const document = logDocument('other');
    await sink.write([logDocument('one'), { ...document, dataStream: { ...document.dataStream, namespace: 'prod' } }]);
    expect(server.store.names()).toEqual(['logs-azure_openai.logs-default', 'logs-azure_openai.logs-prod']);
  });
});

describe('a request that is too large', () => {
  it('a request that is too large is sent in halves, and later ones are smaller', async () => {
    const { sink, server } = await start({}, { maxContentLength: 4000 });
    const documents = logDocuments(100);
    expect(statuses(await sink.write(documents))).toEqual(Array(100).fill('accepted'));
    expect(server.store.count()).toBe(100);
    const { tooLarge } = server;
    expect(tooLarge).toBeGreaterThan(0);
    await sink.write(logDocuments(100, 'e'));
    expect(server.store.count()).toBe(200);
    expect(server.tooLarge).toBe(tooLarge);
  });

  it('requests are as large as configured again after a minute', async () => {
    const { sink, server } = await start({}, { maxContentLength: 4000 });
    await sink.write(logDocuments(100));
    const { tooLarge } = server;
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      vi.setSystemTime(Date.now() + 60_000);
      await sink.write(logDocuments(100, 'e'));
      expect(server.tooLarge).toBeGreaterThan(tooLarge);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('a request that is invalid', () => {
  it('an invalid request rejects only the document at fault', async () => {
    const { sink, server } = await start();
    const documents = [...logDocuments(20), logDocument('lone surrogate \ud800'), ...logDocuments(20, 'e')];
    const outcomes = await sink.write(documents);
    expect(statuses(outcomes)).toEqual(documents.map(({ id }) => (id.startsWith('lone') ? 'rejected' : 'accepted')));
    expect(outcomes[20]).toMatchObject({ reason: expect.stringContaining('action_request_validation_exception') });
    expect(server.store.count()).toBe(40);
  });

  it('a document whose id Elasticsearch does not take is rejected without a request', async () => {
    const { sink, server } = await start();
    const outcomes = await sink.write([logDocument('é'.repeat(256)), logDocument('é'.repeat(257)), logDocument('')]);
    expect(outcomes).toEqual([
      { status: 'accepted' },
      { status: 'rejected', reason: 'its _id has 514 bytes; Elasticsearch takes 1 to 512' },
      { status: 'rejected', reason: 'its _id has 0 bytes; Elasticsearch takes 1 to 512' },
    ]);
    expect(server.requests).toHaveLength(1);
  });
});

describe('items', () => {
  it.each([429, 500, 502, 503])('an item with status %i is retried', async (status) => {
    const { sink, server } = await start();
    server.faults.add({ kind: 'items', status, ids: ['d1'] });
    expect(statuses(await sink.write(logDocuments(3)))).toEqual(['accepted', 'retry', 'accepted']);
  });

  it('an item is retried when an administrator has blocked the index', async () => {
    const { sink, server } = await start();
    server.faults.add({ kind: 'items', status: 403, type: 'cluster_block_exception', ids: ['d1'] });
    expect(statuses(await sink.write(logDocuments(3)))).toEqual(['accepted', 'retry', 'accepted']);
  });

  it('the reason of a rejected item has no values of the document', async () => {
    const { sink, server } = await start();
    server.faults.add({
      kind: 'items',
      status: 400,
      type: 'document_parsing_exception',
      reason:
        "[1:7] failed to parse field [n] of type [long] in document with id 'd0'. Preview of field's value: 'my prompt'",
      causedBy: { type: 'number_format_exception', reason: 'For input string: "my prompt"' },
    });
    const reason =
      "document_parsing_exception: [1:7] failed to parse field [n] of type [long] in document with id 'd0'. " +
      '(caused by number_format_exception)';
    expect(await sink.write(logDocuments(1))).toEqual([{ status: 'rejected', reason }]);
  });

  it('the reason of a rejected item has a cause that names only fields', async () => {
    const { sink } = await start();
    const { id, dataStream } = logDocument('a');
    expect(await sink.write([{ id, dataStream, fields: {} as never }])).toEqual([
      {
        status: 'rejected',
        reason:
          'document_parsing_exception: [1:1] failed to parse ' +
          '(caused by illegal_argument_exception: data stream timestamp field [@timestamp] is missing)',
      },
    ]);
  });

  it('an item that may not be written throws an error that names data stream and privileges', async () => {
    const { sink, server } = await start();
    server.faults.add({ kind: 'items', status: 403, reason: 'action [indices:data/write/bulk[s]] is unauthorized' });
    const error = await catchError(sink.write(logDocuments(3)));
    expect(error).toBeInstanceOf(ElasticsearchAccessError);
    expect(error.message).toBe(
      `Elasticsearch at ${server.url} does not allow to write to logs-azure_openai.logs-default. The API key or user needs ` +
        'the index privileges create_doc and auto_configure on them ' +
        '(403 security_exception: action [indices:data/write/bulk[s]] is unauthorized)',
    );
  });

  it('an item without an index throws', async () => {
    const { sink, server } = await start();
    server.faults.add({ kind: 'items', status: 404, type: 'index_not_found_exception', reason: 'no such index' });
    const error = await catchError(sink.write(logDocuments(1)));
    expect(error).toBeInstanceOf(ElasticsearchSetupError);
    expect(error.message).toContain('has no data stream logs-azure_openai.logs-default and does not create it');
  });
});

describe('a request as a whole', () => {
  it.each([408, 429, 500, 502, 503, 504])('every document of a request with status %i is retried', async (status) => {
    const { sink, server } = await start();
    server.faults.add({ kind: 'status', status });
    expect(statuses(await sink.write(logDocuments(2)))).toEqual(['retry', 'retry']);
  });

  it('the sink sends a failed request only once', async () => {
    const { sink, server } = await start();
    server.faults.add({ kind: 'status', status: 503, times: null });
    await sink.write(logDocuments(2));
    expect(server.requests).toHaveLength(1);
  });

  it('an outcome has the time that Elasticsearch asks to wait', async () => {
    const { sink, server } = await start();
    server.faults.add({ kind: 'status', status: 429, retryAfter: 7 });
    expect(await sink.write(logDocuments(1))).toEqual([
      { status: 'retry', reason: 'HTTP 429: switched_on_exception: switched on', after: 7000 },
    ]);
    server.faults.add({ kind: 'status', status: 503, retryAfter: new Date(Date.now() + 60_000).toUTCString() });
    const [outcome] = await sink.write(logDocuments(1));
    expect((outcome as { after: number }).after).toBeGreaterThan(50_000);
    expect((outcome as { after: number }).after).toBeLessThanOrEqual(60_000);
  });

  it.each([
    ['a request that is dropped', { kind: 'drop', moment: 'before' }],
    ['a request that is stored and then dropped', { kind: 'drop', moment: 'after' }],
    ['a request whose answer is cut off', { kind: 'drop', moment: 'mid-answer' }],
    ['a request that is never answered', { kind: 'hang', moment: 'before' }],
    ['a request that is stored and never answered', { kind: 'hang', moment: 'after' }],
    ['a request that is answered with invalid JSON', { kind: 'answer', body: '{"items":[{"create"' }],
    ['a request that is answered with other JSON', { kind: 'answer', body: '{"acknowledged":true}' }],
    [
      'a request that is answered for fewer documents',
      { kind: 'answer', body: '{"errors":false,"items":[{"create":{"status":201}}]}' },
    ],
    ['a request that is answered with null', { kind: 'answer', body: 'null' }],
    [
      'a request that is answered with items of another kind',
      { kind: 'answer', body: '{"items":[null,{"index":{"status":201}}]}' },
    ],
  ] as const)('%s is retried, and its documents are stored once', async (_, fault) => {
    for (const Client of [undefined, Client8]) {
      const version = Client === undefined ? '9.1.0' : '8.19.0';
      const { sink, server } = await start({ requestTimeout: 300, ...(Client && { Client }) }, { version });
      server.faults.add(fault);
      expect(statuses(await sink.write(logDocuments(2)))).toEqual(['retry', 'retry']);
      expect(statuses(await sink.write(logDocuments(2)))).toEqual(['accepted', 'accepted']);
      expect(server.store.ids()).toEqual(['d0', 'd1']);
    }
  });

  it('every document is retried when no server listens', async () => {
    const { sink, server } = await start();
    await server.close();
    expect(await sink.write(logDocuments(1))).toEqual([
      { status: 'retry', reason: expect.stringMatching(/^ConnectionError: .*ECONNREFUSED/) },
    ]);
  });
});

describe('an answer that does not come from Elasticsearch', () => {
  it.each(FOREIGN_ANSWERS.filter(({ isWrongUrl }) => isWrongUrl !== true))(
    'the first request is retried after $name ($status)',
    async (answer) => {
      const { sink, server } = await start();
      server.faults.add({ kind: 'foreign', answer });
      expect(statuses(await sink.write(logDocuments(2)))).toEqual(['retry', 'retry']);
      expect(statuses(await sink.write(logDocuments(2)))).toEqual(['accepted', 'accepted']);
    },
  );

  it('the reason of a retry has the title of a foreign page, and what to check', async () => {
    const { sink, server } = await start();
    const answer = {
      name: 'nginx before the wrong port',
      status: 400,
      headers: { 'content-type': 'text/html' },
      body: '<html><head><title>400 The plain HTTP request was sent to HTTPS port</title></head></html>',
    };
    server.faults.add({ kind: 'foreign', answer });
    const reason =
      'the answer does not come from Elasticsearch (HTTP 400: 400 The plain HTTP request was sent to HTTPS port). ' +
      'Check the URL of the node, and any proxy in front of Elasticsearch';
    expect(await sink.write(logDocuments(1))).toEqual([{ status: 'retry', reason }]);
  });

  it.each([
    ['a refusal without a type', { status: 400, error: {} }],
    ['a refusal without an error', { status: 400 }],
    ['a success with an error', { status: 201, error: { type: 'a', reason: 'b' } }],
    ['no status', {}],
    ['a status that is no number', { status: '201' }],
    ['a status that nothing has', { status: 302, error: { type: 'a' } }],
    ['another conflict than that of the id', { status: 409, error: { type: 'resource_already_exists_exception' } }],
  ])('an answer whose item has %s is retried', async (_, create) => {
    const { sink, server } = await start();
    server.faults.add({ kind: 'answer', body: JSON.stringify({ errors: true, items: [{ create }] }) });
    expect(statuses(await sink.write(logDocuments(1)))).toEqual(['retry']);
    expect(statuses(await sink.write(logDocuments(1)))).toEqual(['accepted']);
  });
});

describe('a permanent failure', () => {
  it('a wrong API key throws an error that does not show it', async () => {
    const { sink, server } = await start({ apiKey: 'c2VjcmV0OmtleQ==' }, { apiKey: 'another' });
    const error = await catchError(sink.write(logDocuments(1)));
    expect(error).toBeInstanceOf(ElasticsearchAccessError);
    expect(error).toMatchObject({ status: 401, nodes: [server.url] });
    expect(error.message).toContain('refuses the credentials. Check the API key, or user name and password (401');
    expect(everythingIn(error)).not.toContain('c2VjcmV0OmtleQ==');
  });

  it('a server that is not Elasticsearch throws', async () => {
    const { sink } = await start({}, { product: false });
    const error = await catchError(sink.write(logDocuments(1)));
    expect(error).toBeInstanceOf(ElasticsearchSetupError);
    expect(error.message).toContain('does not answer as Elasticsearch does. Check the URL of the node');
  });

  it('another server is retried once Elasticsearch has answered', async () => {
    const { sink, server } = await start();
    await sink.write(logDocuments(1));
    server.faults.add({ kind: 'answer', body: '<html>', product: false });
    expect(statuses(await sink.write(logDocuments(1)))).toEqual(['retry']);
  });

  it('a client of a later major throws an error that names the right one', async () => {
    const { sink } = await start({ Client }, { version: '8.19.0' });
    const error = await catchError(sink.write(logDocuments(1)));
    expect(error).toBeInstanceOf(ElasticsearchSetupError);
    expect(error.message).toContain('npm install @elastic/elasticsearch@8');
  });

  it.each([301, 404, 405])('an answer with status %i throws', async (status) => {
    const { sink, server } = await start();
    server.faults.add({ kind: 'status', status });
    const error = await catchError(sink.write(logDocuments(1)));
    expect(error).toMatchObject({ name: 'ElasticsearchSetupError', status });
  });

  it('a certificate that is not trusted throws', async () => {
    const { sink } = await start({}, { tls: selfSignedCertificate() });
    const error = await catchError(sink.write(logDocuments(1)));
    expect(error).toBeInstanceOf(ElasticsearchSetupError);
    expect(error.message).toContain('Set the certificate authority');
  });

  it('a permanent failure rejects only the writes with a document in the request', async () => {
    const { sink, server } = await start({ flushInterval: 30 });
    server.faults.add({ kind: 'status', status: 401 });
    const writes = await Promise.allSettled([sink.write(logDocuments(1, 'a')), sink.write(logDocuments(1, 'b'))]);
    expect(writes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(statuses(await sink.write(logDocuments(1, 'c')))).toEqual(['accepted']);
  });
});

describe('connections', () => {
  it.each([['9', Client, '9.1.0'] as const, ['8', Client8, '8.19.0'] as const])(
    'client %s trusts a certificate of the authority, and no other',
    async (_, Client, version) => {
      const tls = selfSignedCertificate();
      const { sink } = await start({ ca: tls.cert, Client }, { tls, version });
      expect(statuses(await sink.write(logDocuments(1)))).toEqual(['accepted']);
      const { sink: other } = await start({ ca: selfSignedCertificate().cert, Client }, { tls, version });
      expect(await catchError(other.write(logDocuments(1)))).toBeInstanceOf(ElasticsearchSetupError);
    },
  );

  it('a connection signs in by API key in both formats, by user, and by a user in the URL', async () => {
    const encoded = Buffer.from('id:key').toString('base64');
    for (const apiKey of [encoded, 'id:key']) {
      const { sink } = await start({ apiKey }, { apiKey: encoded });
      expect(statuses(await sink.write(logDocuments(1)))).toEqual(['accepted']);
    }
    const { sink, server } = await start({ username: 'elastic', password: 'pass' }, { basic: 'elastic:pass' });
    expect(statuses(await sink.write(logDocuments(1)))).toEqual(['accepted']);
    const node = server.url.replace('//', '//elastic:pass@');
    const other = elasticsearchSink({ node, flushInterval: 1 });
    expect(statuses(await other.write(logDocuments(1, 'e')))).toEqual(['accepted']);
    await other.close();
  });

  it('an error shows no credentials of the URL', async () => {
    const { server } = await start();
    const node = server.url.replace('//', '//elastic:sesame@');
    const sink = elasticsearchSink({ node, flushInterval: 1 });
    server.faults.add({ kind: 'status', status: 403 });
    expect(everythingIn(await catchError(sink.write(logDocuments(1))))).not.toContain('sesame');
    await server.close();
    expect(everythingIn(await sink.write(logDocuments(1)))).not.toContain('sesame');
    await sink.close();
  });

  it('the mask of a connection hides its secrets in messages of the client', () => {
    const message = 'failed (https://elastic:sesame@host:9200/), ApiKey a2V5, sesame';
    expect(connectionMask({ apiKey: 'a2V5', password: 'sesame' })(message)).toBe(
      'failed (https://host:9200/), ApiKey …, …',
    );
    expect(connectionMask({ password: '' })(message)).toContain('(https://host:9200/)');
  });

  it('a connection uses the path of its URL', async () => {
    const { sink, server } = await start({}, { prefix: '/es' });
    expect(statuses(await sink.write(logDocuments(1)))).toEqual(['accepted']);
    expect(server.url).toMatch(/\/es$/);
  });

  it('the sink uses a client of the caller and leaves it open', async () => {
    const server = await startElasticsearch();
    const client = new Client({ node: server.url });
    const sink = elasticsearchSink({ client, flushInterval: 1 });
    expect(statuses(await sink.write(logDocuments(1)))).toEqual(['accepted']);
    await sink.close();
    expect(await client.count()).toMatchObject({ count: 1 });
    await client.close();
    await server.close();
  });

  it('the client gets the cloud id, and compresses by default', () => {
    expect(clientOptions({ cloudId: 'name:aG9zdCRlcyQ=', apiKey: 'k', headers: { a: 'b' } })).toEqual({
      cloud: { id: 'name:aG9zdCRlcyQ=' },
      auth: { apiKey: 'k' },
      headers: { a: 'b' },
      maxRetries: 0,
    });
  });

  it.each([
    [{}, 'needs either a node or a cloud id'],
    [{ node: 'http://a', cloudId: 'b' }, 'needs either a node or a cloud id'],
    [
      { node: 'http://a', apiKey: 'k', username: 'u', password: 'p' },
      'takes either an API key or a user name, not both',
    ],
    [{ node: 'http://a', username: 'u' }, 'needs a password with the user name'],
    [{ node: 'elastic:sesame@host' }, 'needs a node that is a URL with http or https'],
    [{ node: ['http://a', 'host:9200'] }, 'needs a node that is a URL with http or https'],
  ])('elasticsearchSink throws for the options %j', (options, message) => {
    expect(() => elasticsearchSink(options)).toThrow(ElasticsearchSetupError);
    expect(() => elasticsearchSink(options)).toThrow(message);
    expect(() => elasticsearchSink(options)).not.toThrow('sesame');
  });

  it('a malformed cloud id rejects the first write', async () => {
    const sink = elasticsearchSink({ cloudId: 'nonsense', apiKey: 'sesame' });
    const error = await catchError(sink.write(logDocuments(1)));
    expect(error).toBeInstanceOf(ElasticsearchSetupError);
    expect(error.message).toContain('Cloud ID must be in the format');
    expect(everythingIn(error)).not.toContain('sesame');
  });
});

/** Returns every text in a value that could reach a log. */
function everythingIn(value: unknown): string {
  const seen: string[] = [];
  const visit = (one: unknown, depth: number): void => {
    if (typeof one !== 'object' || one === null || depth > 6) seen.push(String(one));
    else for (const name of Object.getOwnPropertyNames(one)) visit((one as Record<string, unknown>)[name], depth + 1);
  };
  visit(value, 0);
  return seen.join('\n');
}

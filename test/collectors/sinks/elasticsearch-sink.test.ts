import { Client } from '@elastic/elasticsearch';
import { Client as Client8 } from 'elasticsearch8';
import { describe, expect, it, vi } from 'vitest';
import type { Sink } from '../../../src/collectors/contracts/sink.ts';
import { clientOptions } from '../../../src/collectors/sinks/elasticsearch/client.ts';
import { withoutSecrets } from '../../../src/collectors/sinks/elasticsearch/node-names.ts';
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
import { failureOf, statuses, untilTestEnds } from './support.ts';
import { logDocument, logDocuments } from './documents.ts';

/** A sink and the stand-in behind it, until the end of the test. */
async function start(
  options: Partial<ElasticsearchSinkOptions> = {},
  serverOptions: ElasticsearchOptions = {},
): Promise<{ sink: Sink; server: ElasticsearchStandIn }> {
  const server = await startElasticsearch(serverOptions);
  const sink = elasticsearchSink({ node: server.url, flushInterval: 1, ...options });
  return untilTestEnds(sink, server);
}

describe('bulk requests', () => {
  it('have the documents of several writes', async () => {
    const { sink, server } = await start({ flushInterval: 30 });
    await Promise.all([sink.write(logDocuments(3, 'a')), sink.write(logDocuments(4, 'b'))]);
    expect(server.requests.map(({ documents }) => documents)).toEqual([7]);
  });

  it('are sent when they have their bytes, so many at once', async () => {
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

  it('ask for no more of the answer than is read', async () => {
    const { sink, server } = await start();
    await sink.write(logDocuments(1));
    expect(server.requests[0]?.query.get('filter_path')).toBe('errors,items.*.status,items.*.error');
    expect(server.requests[0]?.query.has('pipeline')).toBe(false);
  });

  it('name the pipeline, and are compressed, if told so', async () => {
    const { sink, server } = await start({ pipeline: '_none', compression: true });
    await sink.write(logDocuments(1));
    expect(server.requests[0]).toMatchObject({ compressed: true });
    expect(server.requests[0]?.query.get('pipeline')).toBe('_none');
  });

  it('go to the data stream of each document', async () => {
    const { sink, server } = await start();
    const document = logDocument('other');
    await sink.write([logDocument('one'), { ...document, dataStream: { ...document.dataStream, namespace: 'prod' } }]);
    expect(server.store.names()).toEqual(['logs-azure_openai.logs-default', 'logs-azure_openai.logs-prod']);
  });
});

describe('a request that is too large', () => {
  it('is sent in halves, and later ones are smaller', async () => {
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

  it('is as large as configured again a minute later', async () => {
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
  it('rejects only the document to blame', async () => {
    const { sink, server } = await start();
    const documents = [...logDocuments(20), logDocument('lone surrogate \ud800'), ...logDocuments(20, 'e')];
    const outcomes = await sink.write(documents);
    expect(statuses(outcomes)).toEqual(documents.map(({ id }) => (id.startsWith('lone') ? 'rejected' : 'accepted')));
    expect(outcomes[20]).toMatchObject({ reason: expect.stringContaining('action_request_validation_exception') });
    expect(server.store.count()).toBe(40);
  });

  it('is not sent for an id that Elasticsearch does not take', async () => {
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
  it.each([429, 500, 502, 503])('with status %i are retry', async (status) => {
    const { sink, server } = await start();
    server.faults.add({ kind: 'items', status, ids: ['d1'] });
    expect(statuses(await sink.write(logDocuments(3)))).toEqual(['accepted', 'retry', 'accepted']);
  });

  it('of an index that an administrator has blocked are retry', async () => {
    const { sink, server } = await start();
    server.faults.add({ kind: 'items', status: 403, type: 'cluster_block_exception', ids: ['d1'] });
    expect(statuses(await sink.write(logDocuments(3)))).toEqual(['accepted', 'retry', 'accepted']);
  });

  it('that are refused say why, without the values of the document', async () => {
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

  it('that are refused tell a cause that names fields alone', async () => {
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

  it('that may not be written throw, and name the data stream and the privileges', async () => {
    const { sink, server } = await start();
    server.faults.add({ kind: 'items', status: 403, reason: 'action [indices:data/write/bulk[s]] is unauthorized' });
    const error = await failureOf(sink.write(logDocuments(3)));
    expect(error).toBeInstanceOf(ElasticsearchAccessError);
    expect(error.message).toBe(
      `Elasticsearch at ${server.url} does not allow to write to logs-azure_openai.logs-default. The API key or user needs ` +
        'the index privileges create_doc and auto_configure on them ' +
        '(403 security_exception: action [indices:data/write/bulk[s]] is unauthorized)',
    );
  });

  it('without an index to go to throw', async () => {
    const { sink, server } = await start();
    server.faults.add({ kind: 'items', status: 404, type: 'index_not_found_exception', reason: 'no such index' });
    const error = await failureOf(sink.write(logDocuments(1)));
    expect(error).toBeInstanceOf(ElasticsearchSetupError);
    expect(error.message).toContain('has no data stream logs-azure_openai.logs-default and makes none');
  });
});

describe('a request as a whole', () => {
  it.each([408, 429, 500, 502, 503, 504])('answered with %i is retry', async (status) => {
    const { sink, server } = await start();
    server.faults.add({ kind: 'status', status });
    expect(statuses(await sink.write(logDocuments(2)))).toEqual(['retry', 'retry']);
  });

  it('is tried by the sink once', async () => {
    const { sink, server } = await start();
    server.faults.add({ kind: 'status', status: 503, times: null });
    await sink.write(logDocuments(2));
    expect(server.requests).toHaveLength(1);
  });

  it('hands on how long Elasticsearch asks to wait', async () => {
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
    ['dropped before', { kind: 'drop', moment: 'before' }],
    ['dropped after it was stored', { kind: 'drop', moment: 'after' }],
    ['dropped in the middle of the answer', { kind: 'drop', moment: 'mid-answer' }],
    ['never answered', { kind: 'hang', moment: 'before' }],
    ['stored and never answered', { kind: 'hang', moment: 'after' }],
    ['answered with no JSON', { kind: 'answer', body: '{"items":[{"create"' }],
    ['answered with something else', { kind: 'answer', body: '{"acknowledged":true}' }],
    ['answered for fewer documents', { kind: 'answer', body: '{"errors":false,"items":[{"create":{"status":201}}]}' }],
    ['answered with null', { kind: 'answer', body: 'null' }],
    ['answered with items of another kind', { kind: 'answer', body: '{"items":[null,{"index":{"status":201}}]}' }],
  ] as const)('%s is retry, and stored once', async (_, fault) => {
    for (const Client of [undefined, Client8]) {
      const version = Client === undefined ? '9.1.0' : '8.19.0';
      const { sink, server } = await start({ requestTimeout: 300, ...(Client && { Client }) }, { version });
      server.faults.add(fault);
      expect(statuses(await sink.write(logDocuments(2)))).toEqual(['retry', 'retry']);
      expect(statuses(await sink.write(logDocuments(2)))).toEqual(['accepted', 'accepted']);
      expect(server.store.ids()).toEqual(['d0', 'd1']);
    }
  });

  it('without anybody who listens is retry', async () => {
    const { sink, server } = await start();
    await server.close();
    expect(await sink.write(logDocuments(1))).toEqual([
      { status: 'retry', reason: expect.stringMatching(/^ConnectionError: .*ECONNREFUSED/) },
    ]);
  });
});

describe('an answer that is not that of Elasticsearch', () => {
  it.each(FOREIGN_ANSWERS.filter(({ isWrongUrl }) => isWrongUrl !== true))(
    'is retried from the first request on: $name ($status)',
    async (answer) => {
      const { sink, server } = await start();
      server.faults.add({ kind: 'foreign', answer });
      expect(statuses(await sink.write(logDocuments(2)))).toEqual(['retry', 'retry']);
      expect(statuses(await sink.write(logDocuments(2)))).toEqual(['accepted', 'accepted']);
    },
  );

  it('is reported with its title, and with what to check', async () => {
    const { sink, server } = await start();
    const answer = {
      name: 'nginx before the wrong port',
      status: 400,
      headers: { 'content-type': 'text/html' },
      body: '<html><head><title>400 The plain HTTP request was sent to HTTPS port</title></head></html>',
    };
    server.faults.add({ kind: 'foreign', answer });
    const reason =
      'an answer that is not that of Elasticsearch (HTTP 400: 400 The plain HTTP request was sent to HTTPS port). ' +
      'Check the URL of the node, and what stands before it';
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
  ])('is an item with %s', async (_, create) => {
    const { sink, server } = await start();
    server.faults.add({ kind: 'answer', body: JSON.stringify({ errors: true, items: [{ create }] }) });
    expect(statuses(await sink.write(logDocuments(1)))).toEqual(['retry']);
    expect(statuses(await sink.write(logDocuments(1)))).toEqual(['accepted']);
  });
});

describe('what waiting does not repair', () => {
  it('is a wrong API key, which is not shown', async () => {
    const { sink, server } = await start({ apiKey: 'c2VjcmV0OmtleQ==' }, { apiKey: 'another' });
    const error = await failureOf(sink.write(logDocuments(1)));
    expect(error).toBeInstanceOf(ElasticsearchAccessError);
    expect(error).toMatchObject({ status: 401, nodes: [server.url] });
    expect(error.message).toContain('refuses the credentials. Check the API key, or user name and password (401');
    expect(everythingIn(error)).not.toContain('c2VjcmV0OmtleQ==');
  });

  it('is something else than Elasticsearch', async () => {
    const { sink } = await start({}, { product: false });
    const error = await failureOf(sink.write(logDocuments(1)));
    expect(error).toBeInstanceOf(ElasticsearchSetupError);
    expect(error.message).toContain('does not answer as Elasticsearch does. Check the URL of the node');
  });

  it('but something else is retry once Elasticsearch has answered', async () => {
    const { sink, server } = await start();
    await sink.write(logDocuments(1));
    server.faults.add({ kind: 'answer', body: '<html>', product: false });
    expect(statuses(await sink.write(logDocuments(1)))).toEqual(['retry']);
  });

  it('is a client of a later major', async () => {
    const { sink } = await start({ Client }, { version: '8.19.0' });
    const error = await failureOf(sink.write(logDocuments(1)));
    expect(error).toBeInstanceOf(ElasticsearchSetupError);
    expect(error.message).toContain('npm install @elastic/elasticsearch@8');
  });

  it.each([301, 404, 405])('is an answer with status %i', async (status) => {
    const { sink, server } = await start();
    server.faults.add({ kind: 'status', status });
    const error = await failureOf(sink.write(logDocuments(1)));
    expect(error).toMatchObject({ name: 'ElasticsearchSetupError', status });
  });

  it('is a certificate that is not trusted', async () => {
    const { sink } = await start({}, { tls: selfSignedCertificate() });
    const error = await failureOf(sink.write(logDocuments(1)));
    expect(error).toBeInstanceOf(ElasticsearchSetupError);
    expect(error.message).toContain('Set the certificate authority, or its fingerprint');
  });

  it('fails each write that had a document in the request, and no other', async () => {
    const { sink, server } = await start({ flushInterval: 30 });
    server.faults.add({ kind: 'status', status: 401 });
    const writes = await Promise.allSettled([sink.write(logDocuments(1, 'a')), sink.write(logDocuments(1, 'b'))]);
    expect(writes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(statuses(await sink.write(logDocuments(1, 'c')))).toEqual(['accepted']);
  });
});

describe('connections', () => {
  it.each([['9', Client, '9.1.0'] as const, ['8', Client8, '8.19.0'] as const])(
    'trust a certificate by its authority or fingerprint, with client %s',
    async (_, Client, version) => {
      const tls = selfSignedCertificate();
      for (const trust of [{ ca: tls.cert }, { caFingerprint: tls.fingerprint }]) {
        const { sink } = await start({ ...trust, Client }, { tls, version });
        expect(statuses(await sink.write(logDocuments(1)))).toEqual(['accepted']);
      }
      const other = selfSignedCertificate();
      for (const trust of [{ ca: other.cert }, { caFingerprint: other.fingerprint }]) {
        const { sink } = await start({ ...trust, Client }, { tls, version });
        expect(await failureOf(sink.write(logDocuments(1)))).toBeInstanceOf(ElasticsearchSetupError);
      }
    },
  );

  it('by fingerprint trust no certificate that the authority has not signed', async () => {
    const authority = selfSignedCertificate();
    // It says that the authority has issued it, and is shown with the authority's certificate.
    const forged = selfSignedCertificate({ subject: 'node', issuer: 'localhost' });
    const tls = { key: forged.key, cert: forged.cert + authority.cert };
    const { sink } = await start({ caFingerprint: authority.fingerprint }, { tls });
    const error = await failureOf(sink.write(logDocuments(1)));
    expect(error).toBeInstanceOf(ElasticsearchSetupError);
    expect(error.message).toContain('has a certificate that is not trusted');
  });

  it('by fingerprint wait for a node that is not there yet', async () => {
    const tls = selfSignedCertificate();
    const { sink, server } = await start({ caFingerprint: tls.fingerprint }, { tls });
    await server.close();
    expect(statuses(await sink.write(logDocuments(1)))).toEqual(['retry']);
    await using again = await startElasticsearch({ tls, port: Number(new URL(server.url).port) });
    expect(statuses(await sink.write(logDocuments(1)))).toEqual(['accepted']);
    expect(again.store.count()).toBe(1);
  });

  it('sign in by API key in both of its formats, by user, and by a user in the URL', async () => {
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

  it('show no credentials of the URL when they fail', async () => {
    const { server } = await start();
    const node = server.url.replace('//', '//elastic:sesame@');
    const sink = elasticsearchSink({ node, flushInterval: 1 });
    server.faults.add({ kind: 'status', status: 403 });
    expect(everythingIn(await failureOf(sink.write(logDocuments(1))))).not.toContain('sesame');
    await server.close();
    expect(everythingIn(await sink.write(logDocuments(1)))).not.toContain('sesame');
    await sink.close();
  });

  it('let no message of the client show a secret', () => {
    const message = 'failed (https://elastic:sesame@host:9200/), ApiKey a2V5, sesame';
    expect(withoutSecrets(message, { apiKey: 'a2V5', password: 'sesame' })).toBe(
      'failed (https://host:9200/), ApiKey …, …',
    );
    expect(withoutSecrets(message, { password: '' })).toContain('(https://host:9200/)');
  });

  it('use a path before that of Elasticsearch', async () => {
    const { sink, server } = await start({}, { prefix: '/es' });
    expect(statuses(await sink.write(logDocuments(1)))).toEqual(['accepted']);
    expect(server.url).toMatch(/\/es$/);
  });

  it("take a client of the caller's, and leave it open", async () => {
    const server = await startElasticsearch();
    const client = new Client({ node: server.url });
    const sink = elasticsearchSink({ client, flushInterval: 1 });
    expect(statuses(await sink.write(logDocuments(1)))).toEqual(['accepted']);
    await sink.close();
    expect(await client.count()).toMatchObject({ count: 1 });
    await client.close();
    await server.close();
  });

  it('hand the cloud id to the client, which compresses then', () => {
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
    [{ node: 'http://a', caFingerprint: 'AA' }, 'needs a node with https for the fingerprint'],
    [{ node: ['http://a', 'host:9200'] }, 'needs a node that is a URL with http or https'],
  ])('cannot be made of %j', (options, message) => {
    expect(() => elasticsearchSink(options)).toThrow(ElasticsearchSetupError);
    expect(() => elasticsearchSink(options)).toThrow(message);
    expect(() => elasticsearchSink(options)).not.toThrow('sesame');
  });

  it('cannot be made of a cloud id that is none', async () => {
    const sink = elasticsearchSink({ cloudId: 'nonsense', apiKey: 'sesame' });
    const error = await failureOf(sink.write(logDocuments(1)));
    expect(error).toBeInstanceOf(ElasticsearchSetupError);
    expect(error.message).toContain('Cloud ID must be in the format');
    expect(everythingIn(error)).not.toContain('sesame');
  });
});

/** All that could reach a log. */
function everythingIn(value: unknown): string {
  const seen: string[] = [];
  const visit = (one: unknown, depth: number): void => {
    if (typeof one !== 'object' || one === null || depth > 6) seen.push(String(one));
    else for (const name of Object.getOwnPropertyNames(one)) visit((one as Record<string, unknown>)[name], depth + 1);
  };
  visit(value, 0);
  return seen.join('\n');
}

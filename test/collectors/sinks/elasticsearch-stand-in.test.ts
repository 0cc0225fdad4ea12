import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Client } from '@elastic/elasticsearch';
import { describe, expect, it } from 'vitest';
import { elasticsearchSink } from '../../../src/collectors/sinks/index.ts';
import { filterPath } from '../../support/elasticsearch/filter-path.ts';
import { startElasticsearch } from '../../support/elasticsearch/server.ts';
import { logDocument, logDocuments, rawJson, TICKS } from './documents.ts';

const MAIN = fileURLToPath(new URL('../../support/elasticsearch/main.ts', import.meta.url));

describe('the stand-in for Elasticsearch', () => {
  it('the stand-in runs as a process with a control port', async () => {
    const child = spawn(process.execPath, [MAIN], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
      const { url, control } = JSON.parse(line) as { url: string; control: string };
      const sink = elasticsearchSink({ node: url, flushInterval: 1 });
      const faults = JSON.stringify([{ kind: 'items', status: 503, every: 3, times: null }]);
      await fetch(`${control}/faults`, { method: 'POST', body: faults });
      const outcomes = await sink.write(logDocuments(9));
      expect(outcomes.filter(({ status }) => status === 'retry')).toHaveLength(3);
      await fetch(`${control}/faults`, { method: 'DELETE' });
      await sink.write(logDocuments(9));
      await sink.close();
      expect(await (await fetch(`${control}/counts`)).json()).toEqual({
        documents: 9,
        conflicts: 6,
        requests: 2,
        streams: { 'logs-azure_openai.logs-default': 9 },
      });
      expect((await (await fetch(`${control}/ids`)).text()).split('\n')).toHaveLength(9);
      expect((await fetch(`${control}/unknown`)).status).toBe(404);
    } finally {
      child.kill();
    }
  });

  it('the stand-in answers the requests of the client besides bulk requests', async () => {
    await using server = await startElasticsearch({ privileges: ['create_doc'] });
    const sink = elasticsearchSink({ node: server.url, flushInterval: 1 });
    await sink.write([...logDocuments(12), logDocument('ticks', { ticks: rawJson(TICKS) })]);
    await sink.close();
    const client = new Client({ node: server.url });
    expect((await client.info()).version.number).toBe('9.1.0');
    expect(await client.security.authenticate()).toMatchObject({ username: 'elastic' });
    const privileges = await client.security.hasPrivileges({
      index: [{ names: ['logs-*-*'], privileges: ['create_doc', 'auto_configure'] }],
    });
    expect(privileges).toMatchObject({
      has_all_requested: false,
      index: { 'logs-*-*': { create_doc: true, auto_configure: false } },
    });
    expect(await client.count({ index: 'logs-*' })).toMatchObject({ count: 13 });
    expect(await client.count({ index: 'metrics-*' })).toMatchObject({ count: 0 });
    const found = await client.search({ index: 'logs-*', size: 5, query: { ids: { values: ['d3', 'd11'] } } });
    expect(found.hits.hits.map(({ _id }) => _id)).toEqual(['d3', 'd11']);
    const answer = await fetch(`${server.url}/logs-*/_search?size=20`);
    expect(await answer.text()).toContain(`"ticks":${TICKS}`);
    await client.close();
  });

  it('the stand-in refuses documents that a data stream refuses', async () => {
    await using server = await startElasticsearch();
    const client = new Client({ node: server.url });
    const { items } = await client.bulk({
      operations: [
        { create: { _index: 'logs-a-b', _id: '1' } },
        { no: 'timestamp' },
        { create: { _index: 'UPPER' } },
        {},
      ],
    });
    expect(items.map(({ create }) => [create?.status, create?.error?.type])).toEqual([
      [400, 'document_parsing_exception'],
      [400, 'invalid_index_name_exception'],
    ]);
    await expect(client.bulk({ operations: [{ index: { _index: 'logs-a-b' } }, {}] })).rejects.toMatchObject({
      statusCode: 400,
    });
    await client.close();
  });

  it('the stand-in filters answers by path', () => {
    const answer = { took: 1, errors: true, items: [{ create: { _id: 'a', status: 201 } }, { create: { _id: 'b' } }] };
    expect(filterPath(answer, 'errors,items.*.status')).toEqual({ errors: true, items: [{ create: { status: 201 } }] });
    expect(filterPath(answer, 'nothing')).toEqual({});
  });
});

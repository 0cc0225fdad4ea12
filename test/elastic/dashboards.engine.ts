import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dataStreamName } from '../../src/collectors/contracts/document.ts';
import { kibanaAssets } from '../../src/elastic/kibana/assets.ts';
import { runtimeFieldMap } from '../../src/elastic/kibana/data-views.ts';
import { fieldName, toPainless } from '../../src/elastic/kibana/fields.ts';
import { toQuery } from '../../src/elastic/kibana/filter.ts';
import { type Dashboard, isChart } from '../../src/elastic/kibana/panel.ts';
import { traceFields } from '../../src/elastic/kibana/trace-fields.ts';
import { openSearchEngine } from '../support/search-engine.ts';
import { removeSpans, storeSpans } from '../support/stored-spans.ts';
import { startTelemetry } from '../support/telemetry.ts';
import { billDocuments } from './support/bill-traffic.ts';
import { type CallFact, makeCalls, placeSpans, PRICES } from './support/calls-traffic.ts';
import { expectCalls, PLATFORM } from './support/expectations.ts';
import { compareRows } from './support/ledger.ts';
import { platformDocuments } from './support/platform-traffic.ts';
import { readRows, searchBody } from './support/search-body.ts';

const engine = openSearchEngine();
const assets = kibanaAssets([traceFields('apm', 'app.tenant'), traceFields('otel', 'app.tenant')]);
/** Data streams of spans. */
const streams = new Set<string>();
let facts: CallFact[];

/** The data streams of this run alone, by the pattern of a data view. */
function indexOf(pattern: string, namespace: string): string {
  if (pattern === 'traces-apm*') return `traces-apm-${namespace}`;
  return pattern.replaceAll('*.otel-*', `generic.otel-${namespace}`).replaceAll('-*', `-${namespace}`);
}

beforeAll(async () => {
  if (engine === undefined) return;
  const { namespace } = engine;
  await engine.putResources();
  for (const { dataStream, fields } of [...platformDocuments(namespace), ...billDocuments(namespace)]) {
    // As the collectors do, without a pipeline.
    await engine.ask('POST', `/${dataStreamName(dataStream)}/_doc?refresh=true&pipeline=_none`, fields);
  }
  const made = await makeCalls(startTelemetry({ prices: PRICES }));
  facts = made.facts;
  for (const [service, spans] of made.spans) {
    for (const storage of ['apm', 'otel'] as const) {
      streams.add(await storeSpans(engine, storage, spans, (request) => placeSpans(request, service)));
    }
  }
}, 120_000);

afterAll(async () => {
  if (engine === undefined) return;
  for (const stream of streams) await removeSpans(engine, stream);
  await engine[Symbol.asyncDispose]();
});

function expectationsOf({ id }: Dashboard): Readonly<Record<string, unknown>> {
  if (id.endsWith('-otel')) return expectCalls(facts)[id.replace('-otel', '')]!;
  // Elastic APM keeps microseconds.
  const inApm = facts.map((fact) => ({ ...fact, latency: Math.round(fact.latency * 1000) / 1000 }));
  return PLATFORM[id] ?? expectCalls(inApm)[id]!;
}

describe.skipIf(engine === undefined).each(assets.dashboards.map((dashboard) => [dashboard.id, dashboard] as const))(
  'the dashboard %s',
  (_, dashboard) => {
    const charts = dashboard.panels.flatMap(({ id, content }) => (isChart(content) ? [[id, content] as const] : []));

    test('has a number in the ledger for each chart', () => {
      expect(Object.keys(expectationsOf(dashboard)).toSorted()).toEqual(charts.map(([id]) => id).toSorted());
    });

    test.each(charts)('shows the numbers of the ledger in %s', async (id, chart) => {
      const { title } = assets.dataViews.find((view) => view.id === chart.view)!;
      const answer = await engine!.ask('POST', `/${indexOf(title, engine!.namespace)}/_search`, searchBody(chart));
      const expected = expectationsOf(dashboard)[id] as Parameters<typeof compareRows>[1];
      expect(expected.length).toBeGreaterThan(id === 'prompt-hate' || /^completion-(self|sex)/.test(id) ? -1 : 0);
      expect(compareRows(readRows(chart, answer), expected)).toEqual([]);
    });
  },
);

describe.skipIf(engine === undefined)('saved searches', () => {
  test.each(assets.searches.map((search) => [search.id, search] as const))('%s finds documents', async (_, search) => {
    const { title } = assets.dataViews.find(({ id }) => id === search.view)!;
    const sort =
      typeof search.sort === 'string'
        ? { [search.sort]: 'desc' }
        : {
            _script: {
              type: 'number',
              order: 'desc',
              script: { source: toPainless(search.sort, 'return').replace('return null', 'return 0') },
            },
          };
    const body = { query: toQuery(search.filter), sort, size: 100 };
    const { hits } = await engine!.ask('POST', `/${indexOf(title, engine!.namespace)}/_search`, body);
    expect(hits.total.value).toBeGreaterThan(0);
    if (fieldName(search.sort) !== 'azure_openai.cost_usd') return;
    const costs = facts.flatMap(({ nanoUsd }) => nanoUsd ?? []).toSorted((a, b) => b - a);
    expect(hits.hits.map(({ sort }: { sort: number[] }) => Math.round(sort[0]! * 1e9))).toEqual(costs);
  });
});

test.skipIf(engine === undefined)(
  'the ingest pipeline has seen each document, though the collectors name none',
  async () => {
    for (const { title, id } of assets.dataViews.filter(({ id }) => id === 'logs' || id === 'metrics')) {
      const path = `/${indexOf(title, engine!.namespace)}/_count`;
      const { count } = await engine!.ask('POST', path, { query: { exists: { field: 'event.ingested' } } });
      expect([id, count]).toEqual([id, (await engine!.ask('GET', path)).count]);
    }
  },
);

describe.skipIf(engine === undefined)('runtime fields', () => {
  test.each(
    assets.dataViews.filter(({ runtimeFields }) => runtimeFields.length > 0).map((view) => [view.id, view] as const),
  )('of the data view %s have the values of the calls', async (_, view) => {
    const fields = runtimeFieldMap(view);
    const body = { fields: Object.keys(fields), _source: false, size: 100 };
    const path = `/${indexOf(view.title, engine!.namespace)}/_search`;
    const { hits } = await engine!
      .ask('POST', path, { ...body, runtime_mappings: fields })
      // OpenSearch has them under another name.
      .catch(() => engine!.ask('POST', path, { ...body, derived: fields }));
    const values = (name: string): unknown[] =>
      hits.hits.flatMap((hit: { fields?: Record<string, unknown[]> }) => hit.fields?.[name] ?? []).toSorted();
    const priced = facts.flatMap(({ nanoUsd }) => (nanoUsd === undefined ? [] : [nanoUsd / 1e9]));
    expect(values('azure_openai.cost_usd')).toEqual(priced.toSorted());
    expect(values('azure_openai.tenant')).toEqual(facts.flatMap(({ tenant }) => tenant ?? []).toSorted());
    expect(values('azure_openai.latency_ms')).toHaveLength(facts.length);
    expect(values('azure_openai.retries')).toEqual(
      facts.flatMap(({ retries }) => (retries > 0 ? [retries] : [])).toSorted(),
    );
  });
});

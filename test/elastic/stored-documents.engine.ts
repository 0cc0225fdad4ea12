import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Document, dataStreamName } from '../../src/collectors/contracts/document.ts';
import { logsMapper } from '../../src/collectors/logs/logs-mapper.ts';
import { metricsToDocuments } from '../../src/collectors/metrics/documents.ts';
import { METRIC_NAMESPACE } from '../../src/collectors/metrics/metric-groups.ts';
import { withRetry } from '../../src/collectors/pipeline/with-retry.ts';
import { elasticsearchDeadLetters, elasticsearchSink } from '../../src/collectors/sinks/elasticsearch/sink.ts';
import { FIXTURES, fixtureRecords } from '../collectors/logs-mapping/support/elastic-fixtures.ts';
import { hubEvent, recordText } from '../collectors/logs-mapping/support/hub-events.ts';
import { type IntegrationField, integrationFields } from '../support/integration-fields.ts';
import { openSearchEngine } from '../support/search-engine.ts';
import { WILD_BODIES, WILD_RECORD } from '../support/wild-records.ts';

/** How often a property is tried. */
const RUNS = Number(process.env['ENGINE_RUNS'] ?? 15);

const engine = openSearchEngine();
const sink = withRetry(elasticsearchSink({ node: engine?.node ?? 'http://localhost' }));
let sequenceNumber = 0;

afterAll(async () => {
  await sink.close?.();
  await engine?.[Symbol.asyncDispose]();
});

/** Maps the records of an event. */
function mapRecords(records: readonly string[], { namespace = engine!.namespace, preserve = false } = {}): Document[] {
  sequenceNumber += 1;
  const map = logsMapper({ namespace, preserveOriginalEvent: preserve });
  const mapped = map(hubEvent(`{"records":[${records.join(',')}]}`, { sequenceNumber }));
  return mapped.flatMap((one) => ('document' in one ? [one.document] : []));
}

/** Stores documents of one data stream, and returns their sources as the engine has them. */
async function store(documents: readonly Document[]): Promise<any[]> {
  const outcomes = await sink.write(documents);
  expect(outcomes.filter(({ status }) => status !== 'accepted')).toEqual([]);
  const index = dataStreamName(documents[0]!.dataStream);
  await engine!.ask('POST', `/${index}/_refresh`);
  const query = { ids: { values: documents.map(({ id }) => id) } };
  const { hits } = await engine!.ask('POST', `/${index}/_search`, { size: 1000, query });
  const sources = new Map(hits.hits.map((hit: any) => [hit._id, hit._source]));
  return documents.map(({ id }) => sources.get(id));
}

function toJson(value: unknown): any {
  return JSON.parse(JSON.stringify(value));
}

describe.skipIf(engine === undefined)('with our templates', () => {
  beforeAll(() => engine!.putResources());

  it('the documents of Elastic’s own records are stored', async () => {
    const documents = mapRecords(FIXTURES.flatMap((name) => fixtureRecords(name)));
    const stored = await store(documents);
    expect(stored.map(({ azure }) => azure)).toEqual(documents.map(({ fields }) => toJson(fields['azure'])));
  });

  it('the document of any record is stored, whatever the records before it had', { timeout: 600_000 }, async () => {
    const property = fc.asyncProperty(fc.array(WILD_RECORD, { minLength: 1, maxLength: 30 }), async (records) => {
      const documents = mapRecords(records, { preserve: records.length % 2 === 0 });
      expect(documents).toHaveLength(records.length);
      const stored = await store(documents);
      for (const [index, { fields }] of documents.entries()) {
        const { event, ...others } = stored[index];
        const { ingested: _, ...ours } = event;
        expect({ ...others, ...(Object.keys(ours).length > 0 && { event: ours }) }).toEqual(toJson(fields));
      }
    });
    await fc.assert(property, { numRuns: 2 * RUNS, endOnFailure: true });
  });
});

describe.skipIf(engine === undefined)('dead letters', () => {
  it('the dead letter of any record is stored with its whole text', { timeout: 600_000 }, async () => {
    await engine!.putResources();
    const { namespace, node, ask } = engine!;
    const letters = elasticsearchDeadLetters({ node, namespace });
    const index = `logs-azure_openai.dead_letter-${namespace}`;
    const property = fc.asyncProperty(fc.array(WILD_RECORD, { minLength: 1, maxLength: 10 }), async (bodies) => {
      const batch = [...new Set(bodies)].map((body, offset) => ({
        reason: body.slice(0, 200),
        origin: { offset },
        body,
      }));
      await letters.write(batch);
      await ask('POST', `/${index}/_refresh`);
      const { hits } = await ask('POST', `/${index}/_search`, { size: 1000, query: { match_all: {} } });
      const stored = new Set(hits.hits.map((hit: any) => hit._source.event.original));
      expect(batch.filter(({ body }) => !stored.has(body.toWellFormed()))).toEqual([]);
      await ask('POST', `/${index}/_delete_by_query?refresh=true&conflicts=proceed`, { query: { match_all: {} } });
    });
    await fc.assert(property, { numRuns: RUNS, endOnFailure: true });
    await letters.close?.();
  });
});

/** Elasticsearch's own templates for logs-*-* and metrics-*-*: texts are keywords, and fields get types as they come. */
const KEYWORDS = { strings: { match_mapping_type: 'string', mapping: { type: 'keyword', ignore_above: 1024 } } };
const OWN = {
  date_detection: false,
  dynamic_templates: [KEYWORDS],
  properties: { '@timestamp': { type: 'date', ignore_malformed: false } },
};
const INTEGRATION = { ...OWN, properties: { ...OWN.properties, ...mapFields(integrationFields('logs')) } };

/** Maps fields as Fleet does: a dot in a name makes an object. */
function mapFields(fields: readonly IntegrationField[]): object {
  return Object.fromEntries(
    fields.map(({ path, type }) => [path, { type, ...(type === 'keyword' && { ignore_above: 1024 }) }]),
  );
}

describe.skipIf(engine === undefined).each([
  ['Elasticsearch’s own templates', OWN],
  ['the templates of Elastic’s integration', INTEGRATION],
])('with %s', (_, mappings) => {
  const namespace = `${mappings === OWN ? 'plain' : 'fleet'}_${engine?.namespace}`;
  const template = `/_index_template/${namespace}`;

  beforeAll(() =>
    engine!.ask('PUT', template, {
      index_patterns: [`*-*-${namespace}`],
      data_stream: {},
      priority: 1000,
      template: { settings: { 'index.mapping.ignore_malformed': true }, mappings },
    }),
  );
  afterAll(async () => {
    await engine!.ask('DELETE', `/_data_stream/*-*-${namespace}`);
    await engine!.ask('DELETE', template);
  });

  const parameters = (schema: object): object => ({ tools: [{ type: 'function', function: { parameters: schema } }] });
  const deep = (depth: number): object => (depth === 0 ? {} : { a: deep(depth - 1), b: 1 });
  const filtered = (results: unknown): object => ({ choices: [{ content_filter_results: results }] });
  const many = Object.fromEntries(Array.from({ length: 1500 }, (_, index) => [`key_${index}`, index]));

  it.each<[string, ...object[]]>([
    ['an error that is a text or an object', { error: 'Slow down' }, { error: { code: 'a', message: 'b' } }],
    ['a code that is a number or a text', { error: { code: 429 } }, { error: { code: 'rate_limit' } }],
    [
      'instructions that are a text or a list',
      { instructions: 'a' },
      { instructions: [{ role: 'user', content: 'b' }] },
    ],
    ['a schema of two shapes', parameters({ default: 1 }), parameters({ default: { a: 1 }, additionalProperties: {} })],
    ['metadata of two shapes', { metadata: { a: 1 } }, { metadata: { a: { b: 1 } } }, { metadata: 'c' }],
    ['names that no engine takes', { '': 1, ' ': 2, '.': 3, '.a': 4, 'a..b': 5 }, { 'a.b': 1, a: 2 }, { a: 'x' }],
    ['more than 1,000 names', many, { metadata: many }],
    ['deep objects', { future: deep(100) }, deep(100), parameters(deep(100))],
    ['verdicts of two shapes', filtered({ hate: { filtered: true } }), filtered({ hate: true }), filtered('x')],
    ['log probabilities', { choices: [{ logprobs: { tokens: ['.'], top_logprobs: [{ '': 0, '.': -1.5 }] } }] }],
    [
      'numbers that no field holds',
      JSON.parse('{"created":1e30,"temperature":1e300,"future":12345678901234567890123}'),
    ],
    ['a list of two kinds', { messages: ['a', { role: 'user' }, [{ content: {} }]], stop: [1, 'x', {}] }],
  ])('bodies with %s are stored', async (_, ...bodies) => {
    const records = bodies.flatMap((body) =>
      ['backendRequestBody', 'backendResponseBody'].map((name) =>
        recordText({ category: 'GatewayLogs', properties: { [name]: JSON.stringify(body) } }),
      ),
    );
    const documents = mapRecords(records, { namespace });
    expect(await store(documents)).toEqual(documents.map(({ fields }) => toJson(fields)));
  });

  it('any other bodies are stored', { timeout: 600_000 }, async () => {
    // Elasticsearch stores fields beyond the limit without a mapping; OpenSearch would refuse their documents.
    const limit = { 'index.mapping.total_fields.limit': 100_000 };
    await engine!.ask('PUT', `/logs-azure_openai.logs-${namespace}/_settings`, limit);
    const property = fc.asyncProperty(fc.array(WILD_BODIES, { minLength: 1, maxLength: 20 }), async (records) => {
      const stored = await store(mapRecords(records, { namespace }));
      expect(stored.filter((source) => source !== undefined)).toHaveLength(records.length);
    });
    await fc.assert(property, { numRuns: RUNS, endOnFailure: true });
  });

  it('an average keeps its decimals, though the first one is a whole number', async () => {
    const account = {
      id: '/subscriptions/s/a',
      name: 'a',
      resourceGroup: 'g',
      subscriptionId: 's',
      location: 'eastus',
    };
    const points = [400, 321.75, 0].map((value, minute) => ({ time: Date.UTC(2026, 10, 24, 9, minute), value }));
    const series = [{ metric: 'AzureOpenAITimeToResponse', aggregation: 'Average', dimensions: {}, points }] as const;
    const record = {
      account,
      group: 'requests',
      namespace: METRIC_NAMESPACE,
      timegrain: 'PT1M',
      period: 300_000,
      series,
    };
    const documents = metricsToDocuments(record, { namespace });
    await store(documents.slice(0, 1));
    await store(documents.slice(1));
    const { aggregations } = await engine!.ask('POST', `/metrics-azure.open_ai-${namespace}/_search`, {
      size: 0,
      aggs: { total: { sum: { field: 'azure.open_ai.time_to_response.avg' } } },
    });
    expect(aggregations.total.value).toBe(721.75);
  });
});

it.skipIf(engine === undefined)('a region is a text, though a template of Elastic takes it for a place', async () => {
  const namespace = `place_${engine!.namespace}`;
  await engine!.putResources();
  const place = { place: { path_match: '*.location', mapping: { type: 'geo_point' } } };
  const template = `/_index_template/${namespace}`;
  await engine!.ask('PUT', template, {
    index_patterns: [`*-*-${namespace}`],
    data_stream: {},
    priority: 1000,
    composed_of: ['azure-openai-otel-logs'],
    template: { mappings: { dynamic_templates: [place] } },
  });
  const [document] = mapRecords([recordText({ location: 'East US' })], { namespace });
  const [stored] = await store([document!]);
  expect(stored.azure.open_ai.location).toBe('East US');
  await engine!.ask('DELETE', `/_data_stream/*-*-${namespace}`);
  await engine!.ask('DELETE', template);
});

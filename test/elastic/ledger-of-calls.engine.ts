import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { AzureOpenAI } from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { elasticsearchResources } from '../../src/elastic/elasticsearch/index.ts';
import { transformResource } from '../../src/elastic/setup/transform-resource.ts';
import { withAttributes } from '../../src/index.ts';
import { json, replay } from '../support/azure-openai/replay.ts';
import { openSearchEngine } from '../support/search-engine.ts';
import { removeSpans, type Storage, storeSpans } from '../support/stored-spans.ts';
import { startTelemetry } from '../support/telemetry.ts';

const engine = openSearchEngine();

/** Nano-USD for each token: the list prices of the models. */
const PRICES: Readonly<Record<string, { input: bigint; output: bigint }>> = {
  'gpt-4.1-2025-04-14': { input: 2000n, output: 8000n },
  'gpt-4.1-mini-2025-04-14': { input: 400n, output: 1600n },
  'text-embedding-3-small': { input: 20n, output: 0n },
};

interface Call {
  readonly deployment: string;
  readonly model: string;
  readonly tenant: string | undefined;
  readonly input: number;
  readonly output: number;
  /** HTTP status, if the call fails. */
  readonly status?: number;
}

/** Many cheap calls, some expensive ones, some that fail, and some of a model without a price. */
const CALLS: readonly Call[] = Array.from({ length: 60 }, (_, index): Call => {
  const tenant = [undefined, 'acme', 'contoso'][index % 3];
  const [input, output] = [1 + ((index * 37) % 500), 1 + ((index * 13) % 90)];
  if (index % 10 === 9) return { deployment: 'chat', model: 'gpt-4.1-2025-04-14', tenant, input, output, status: 429 };
  if (index % 10 === 8) return { deployment: 'new', model: 'model-of-tomorrow', tenant, input, output };
  if (index % 5 === 4) return { deployment: 'chat', model: 'gpt-4.1-2025-04-14', tenant, input: input * 100, output };
  if (index % 2 === 0) return { deployment: 'vectors', model: 'text-embedding-3-small', tenant, input: 1, output: 0 };
  return { deployment: 'small', model: 'gpt-4.1-mini-2025-04-14', tenant, input, output };
});

/** One line of the ledger, by deployment, model and tenant. */
interface Line {
  calls: number;
  input_tokens: number;
  output_tokens: number;
  cost_nano_usd: bigint;
}

function writeLedger(): Map<string, Line> {
  const ledger = new Map<string, Line>();
  for (const { deployment, model, tenant, input, output, status } of CALLS) {
    const price = PRICES[model];
    if (status !== undefined || price === undefined) continue;
    addTo(ledger, JSON.stringify([deployment, model, tenant ?? null]), {
      calls: 1,
      input_tokens: input,
      output_tokens: output,
      cost_nano_usd: price.input * BigInt(input) + price.output * BigInt(output),
    });
  }
  return ledger;
}

function addTo(ledger: Map<string, Line>, key: string, line: Line): void {
  const sum = ledger.get(key) ?? { calls: 0, input_tokens: 0, output_tokens: 0, cost_nano_usd: 0n };
  ledger.set(key, {
    calls: sum.calls + line.calls,
    input_tokens: sum.input_tokens + line.input_tokens,
    output_tokens: sum.output_tokens + line.output_tokens,
    cost_nano_usd: sum.cost_nano_usd + line.cost_nano_usd,
  });
}

const telemetry = startTelemetry();
let spans: ReadableSpan[] = [];

beforeAll(async () => {
  let answer = json({});
  await using server = await replay(() => answer);
  const client = new AzureOpenAI({ endpoint: server.url, apiKey: 'k', apiVersion: '2024-10-21', maxRetries: 0 });
  for (const call of CALLS) {
    answer = json(answerTo(call), call.status === undefined ? {} : { status: call.status });
    const ask = (): Promise<unknown> => makeCall(client, call).catch(() => undefined);
    await (call.tenant === undefined ? ask() : withAttributes({ 'app.tenant': call.tenant }, ask));
  }
  spans = telemetry.takeSpans();
  expect(spans).toHaveLength(CALLS.length);
});

describe.skipIf(engine === undefined).each<Storage>(['apm', 'otel'])('calls that are stored as %s', (storage) => {
  let index = '';

  beforeAll(async () => {
    index = await storeSpans(engine!, storage, spans);
  });
  afterAll(() => removeSpans(engine!, index));

  it('the hourly cost of the transform is the ledger, to the nano-USD', async () => {
    const found = new Map<string, Line>();
    for (const { key, ...bucket } of await runTransform(storage, index)) {
      addTo(found, JSON.stringify([key.deployment, key.model, key.tenant]), {
        calls: bucket.calls.value,
        input_tokens: bucket.input_tokens.value,
        output_tokens: bucket.output_tokens.value,
        cost_nano_usd: BigInt(bucket.cost_nano_usd.value),
      });
      expect(bucket.cost_usd.value).toBeCloseTo(bucket.cost_nano_usd.value / 1e9, 12);
      expect(key['service.name']).toMatch(/^unknown_service/);
    }
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(writeLedger()));
  });

  it.runIf(storage === 'apm')(
    'the cost in USD loses the cheap calls, which is why there is one in nano-USD',
    async () => {
      const query = { term: { 'labels.azure_openai_deployment': 'vectors' } };
      const sum = (field: string): object => ({ sum: { field: `numeric_labels.${field}` } });
      const aggs = { usd: sum('cost'), nano: sum('azure_openai_cost_nano_usd') };
      const { aggregations, hits } = await engine!.ask('POST', `/${index}/_search`, { size: 0, query, aggs });
      expect(aggregations.usd.value).toBe(0);
      expect(aggregations.nano.value).toBe(20 * hits.total.value);
    },
  );
});

describe.skipIf(engine === undefined)('the hourly cost that is counted again', () => {
  const name = `azure-openai-otel-hourly-cost-${engine?.namespace}`;
  const spansIndex = `again-${engine?.namespace}`;
  afterAll(() => engine!.ask('DELETE', `/${name},${spansIndex}?ignore_unavailable=true`));

  /** Makes the transform, and returns the hours whose sums are left and the query of the transform. */
  async function makeAgain(): Promise<[kept: string[], query: any]> {
    const resource: any = structuredClone(elasticsearchResources().find(({ kind }) => kind === 'transform'));
    Object.assign(resource.body, { source: { ...resource.body.source, index: [spansIndex] }, dest: { index: name } });
    let made: any;
    const transform = transformResource({} as never, resource, async (method, path, body) => {
      // OpenSearch has no transforms.
      if (!path.startsWith('/_transform')) return { status: 200, body: await engine!.ask(method, path, body) };
      if (method === 'PUT') made = body;
      return { status: 200, body: {} };
    });
    await transform.write(undefined);
    await engine!.ask('POST', `/${name}/_refresh?ignore_unavailable=true`);
    const search = { size: 100, sort: '@timestamp' };
    const { hits } = await engine!.ask('POST', `/${name}/_search?ignore_unavailable=true`, search);
    return [
      hits.hits.map(({ _source }: any) => `${_source['@timestamp'].slice(11, 13)} ${_source.tenant}`),
      made.source.query,
    ];
  }

  it('counts every span where there are no sums yet', async () => {
    const [kept, query] = await makeAgain();
    expect([kept, query.bool.must]).toEqual([[], undefined]);
  });

  it('keeps the sums of the last hour that lacks spans, and older ones', async () => {
    const at = (hour: number, minute = 0): string => new Date(Date.UTC(2026, 2, 1, hour, minute)).toISOString();
    const store = async (index: string, document: object): Promise<void> => {
      await engine!.ask('POST', `/${index}/_doc`, document);
    };
    for (const time of [at(1), at(2, 10), at(3), at(3, 59), at(4)]) {
      await store(spansIndex, { '@timestamp': time, numeric_labels: { azure_openai_cost_nano_usd: 1 } });
    }
    // A span without a cost is in no sum.
    await store(spansIndex, { '@timestamp': at(2, 20) });
    await engine!.ask('POST', `/${spansIndex}/_refresh`);
    // The last sums are not refreshed: those of a transform that has just written them.
    for (const [hour, tenant, calls] of [
      [1, 'a', 1],
      [2, 'a', 1],
      [2, 'b', 1],
      [3, 'a', 1],
      [3, 'b', 1],
      [4, 'a', 1],
    ] as const) {
      await store(name, { '@timestamp': at(hour), tenant, calls });
      if (hour === 2) await engine!.ask('POST', `/${name}/_refresh`);
    }
    const [kept, query] = await makeAgain();
    expect(kept).toEqual(['01 a', '02 a', '02 b']);
    expect(query.bool.must).toEqual([{ range: { '@timestamp': { gte: at(3) } } }]);
    expect(query.bool.filter).toHaveLength(1);
  });
});

function answerTo({ model, input, output, status, deployment }: Call): object {
  if (status !== undefined) return { error: { code: String(status), message: 'Slow down' } };
  const usage = { prompt_tokens: input, completion_tokens: output, total_tokens: input + output };
  if (deployment === 'vectors') return { object: 'list', model, data: [], usage };
  return { id: 'c', object: 'chat.completion', created: 1, model, choices: [], usage };
}

function makeCall(client: AzureOpenAI, { deployment }: Call): Promise<unknown> {
  if (deployment === 'vectors') return client.embeddings.create({ model: deployment, input: 'x' });
  return client.chat.completions.create({ model: deployment, messages: [{ role: 'user', content: 'Hi' }] });
}

/** Runs the search that Elasticsearch makes of a transform: a composite aggregation over its groups. */
async function runTransform(storage: Storage, index: string): Promise<any[]> {
  const id = `azure-openai-otel-hourly-cost-${storage}`;
  const { source, pivot } = elasticsearchResources().find((one) => one.id === id)!.body as any;
  const sources = Object.entries(pivot.group_by).map(([name, group]) => ({ [name]: group }));
  const aggs = { groups: { composite: { size: 1000, sources }, aggs: pivot.aggregations } };
  const { aggregations } = await engine!.ask('POST', `/${index}/_search`, { size: 0, query: source.query, aggs });
  return aggregations.groups.buckets;
}

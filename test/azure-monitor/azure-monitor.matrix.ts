import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { CALL_QUERIES } from '../../src/azure-monitor/call-queries.ts';
import { exportedFiles } from '../../src/azure-monitor/export.ts';
import { METRIC_QUERIES } from '../../src/azure-monitor/metric-queries.ts';
import { dimensions } from '../../src/azure-monitor/query.ts';
import { DEFAULT_SETTINGS } from '../../src/azure-monitor/settings.ts';
import { calculateCost } from '../../src/pricing/index.ts';
import { type Ask, type Capture, capture, normalize, SCENARIO } from './support/capture.ts';
import type { Envelope } from './support/ingestion.ts';
import { installExample } from './support/install.ts';
import { type AnalyzedQuery, loadKusto } from './support/kusto.ts';
import { installPython, parseBicep, runQueries } from './support/python.ts';

let folder: string;
let captured: Capture;
let analyze: (kql: string) => AnalyzedQuery;

const files = [...exportedFiles(DEFAULT_SETTINGS)];
const queries = Object.fromEntries(
  files.flatMap(([path, text]) =>
    path.endsWith('.kql') ? [[path.slice('queries/'.length, -'.kql'.length), text]] : [],
  ),
);

beforeAll(async () => {
  folder = await installExample();
  await installPython();
  captured = await capture(folder, SCENARIO, { OTEL_TRACES_SAMPLER: 'always_on' });
  analyze = loadKusto();
}, 300_000);

function fixture(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../fixtures/azure-monitor/${name}.json`, import.meta.url), 'utf8'));
}

describe('the example with the distribution of Azure Monitor', () => {
  test('the example sends what the fixture has, and nothing else', () => {
    expect(normalize(captured.envelopes)).toEqual(fixture('telemetry'));
    expect(captured.others).toEqual([]);
    expect(captured.stderr).toBe('');
  });

  test('the example sends what the fixture has with the newest conventions and with messages', async () => {
    const { envelopes } = await capture(folder, [SCENARIO[0]!, { tenant: 'contoso', deployment: 'missing' }], {
      OTEL_TRACES_SAMPLER: 'always_on',
      OTEL_SEMCONV_STABILITY_OPT_IN: 'gen_ai_latest_experimental',
      OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: 'SPAN_AND_EVENT',
    });
    expect(normalize(envelopes)).toEqual(fixture('telemetry-newest'));
    const { tokens, 'calls-over-time': calls } = await runQueries(envelopes, queries);
    expect(tokens).toEqual([{ group: 'gpt-4o', input: 12, cached_input: 0, output: 51, reasoning: 0 }]);
    expect(sum(calls, 'calls')).toBe(2);
  });

  test.each([
    ['its default sampler', {}, expect.any(Array)],
    [
      'a sampler that does not report its rate',
      { OTEL_TRACES_SAMPLER: 'trace_id_ratio', OTEL_TRACES_SAMPLER_ARG: '0.25' },
      [100],
    ],
  ])('Azure Monitor stores only some calls with %s, while the metrics have the cost of all', async (_, env, rates) => {
    const burst = Array.from({ length: 10 }, (): Ask[] => Array.from({ length: 20 }, () => ({ tenant: 'contoso' })));
    const sampled = await capture(folder, burst, env);
    const { cost } = await runQueries(sampled.envelopes, queries);
    expect(cost).toEqual([
      { group: 'gpt-4o', calls: 200, usd: expect.closeTo(ledgerUsd(sampled, 'gpt-4o'), 12), unpriced_calls: 0 },
    ]);
    const stored = sampled.envelopes.filter(isCall);
    expect(stored.length).toBeLessThan(200);
    expect([...new Set(stored.map(({ sampleRate }) => sampleRate))]).toEqual(rates);
  });
});

describe("Microsoft's language service", () => {
  test.each(Object.entries(queries))('the language service finds no problem in the query %s', (_, kql) => {
    expect(analyze(kql).problems).toEqual([]);
  });

  test.each(
    [...METRIC_QUERIES, ...CALL_QUERIES].flatMap(({ id, kql }) =>
      dimensions(DEFAULT_SETTINGS.tenantAttribute).map(
        ({ label, expression }) => [id, label, kql, expression] as const,
      ),
    ),
  )('the language service finds no problem in the query %s of the workbook, by %s', (_id, _label, kql, expression) => {
    expect(analyze(kql(expression, '5m')).problems).toEqual([]);
  });

  test.each(files.flatMap(([path, text]) => (path === 'alert-rules.json' ? JSON.parse(text) : [])))(
    'the language service finds the columns that the rule $name compares and groups by',
    ({ properties }) => {
      const [{ query, metricMeasureColumn: measure, dimensions }] = properties.criteria.allOf;
      const columns = analyze(query).columns.map((column) => column.split(': '));
      expect(columns).toContainEqual([measure, expect.stringMatching(/^(long|real)$/)]);
      for (const { name } of dimensions) expect(columns).toContainEqual([name, 'string']);
    },
  );

  test.each([
    ['customMetrics | where nme == "x"', "'nme'"],
    ['customMetrics | summarize percentil(valueSum, 95)', "'percentil'"],
    ['calls | take 1', "'calls'"],
  ])('the language service finds the problem of %s', (kql, name) => {
    expect(analyze(kql).problems.join()).toContain(name);
  });
});

describe('the queries over what the example sent', () => {
  let rows: Awaited<ReturnType<typeof runQueries>>;

  beforeAll(async () => {
    rows = await runQueries(captured.envelopes, queries);
  });

  test('the queries have the cost that the simulated Azure OpenAI has answered for, and none where no price is known', () => {
    const usd = (deployment: string): unknown => expect.closeTo(ledgerUsd(captured, deployment), 12);
    expect(rows['cost']).toEqual([
      { group: 'gpt-4o', calls: 4, usd: usd('gpt-4o'), unpriced_calls: 0 },
      { group: 'gpt-4.1-mini', calls: 1, usd: usd('gpt-4.1-mini'), unpriced_calls: 0 },
      { group: 'busy', calls: 1, usd: usd('busy'), unpriced_calls: 0 },
      { group: 'brand-new', calls: 1, usd: null, unpriced_calls: 1 },
      { group: 'missing', calls: 1, usd: null, unpriced_calls: 0 },
      { group: 'throttled', calls: 1, usd: null, unpriced_calls: 0 },
    ]);
    expect(rows['cost-of-calls']).toEqual([
      { group: 'gpt-4o', calls: 4, usd: usd('gpt-4o'), without_cost: 1 },
      { group: 'gpt-4.1-mini', calls: 1, usd: usd('gpt-4.1-mini'), without_cost: 0 },
      { group: 'busy', calls: 1, usd: usd('busy'), without_cost: 0 },
      ...['brand-new', 'missing', 'throttled'].map((group) => ({ group, calls: 1, usd: null, without_cost: 1 })),
    ]);
    expect(rows['unpriced']).toEqual([{ group: 'brand-new', reason: 'unknown_model', calls: 1 }]);
    expect(sum(rows['cost-over-time'], 'usd')).toBeCloseTo(sum(rows['cost'], 'usd'), 12);
    expect(sum(rows['alerts/spend'], 'usd')).toBeCloseTo(sum(rows['cost'], 'usd'), 12);
  });

  test('the queries have the tokens of the ledger', () => {
    const totals = captured.ledger.totals().filter(({ tokens }) => tokens.prompt > 0);
    expect(rows['tokens']).toHaveLength(totals.length);
    for (const { deployment, tokens } of totals) {
      expect(rows['tokens']).toContainEqual({
        group: deployment,
        input: tokens.prompt,
        cached_input: tokens.cached,
        output: tokens.completion,
        reasoning: tokens.reasoning,
      });
    }
  });

  test('the queries weigh a stored call by the rate that it was sampled with', async () => {
    const quarter = captured.envelopes.map((envelope) =>
      isCall(envelope) ? { ...envelope, sampleRate: 25 } : envelope,
    );
    const { 'cost-of-calls': weighed } = await runQueries(quarter, queries);
    expect(sum(weighed, 'calls')).toBe(4 * SCENARIO.length);
    expect(sum(weighed, 'usd')).toBeCloseTo(4 * sum(rows['cost-of-calls'], 'usd'), 12);
  });

  test('the queries have failures, throttling and what was filtered', () => {
    expect(rows['errors']).toContainEqual({ group: 'gpt-4o', calls: 4, failed: 1, share: 0.25 });
    expect(rows['alerts/error-rate']).toContainEqual({ deployment: 'gpt-4o', failed: 1, calls: 4, share: 0.25 });
    expect(rows['error-classes']).toEqual([
      { group: 'gpt-4o', error: 'BadRequestError', failed: 1 },
      { group: 'missing', error: 'NotFoundError', failed: 1 },
      { group: 'throttled', error: 'RateLimitError', failed: 1 },
    ]);
    expect(rows['throttling']).toEqual([
      { group: 'throttled', throttled: 3, retries: 2 },
      { group: 'busy', throttled: 1, retries: 1 },
    ]);
    expect(rows['alerts/throttling']).toContainEqual({ deployment: 'throttled', throttled: 3 });
    expect(rows['alerts/filtered']).toEqual([{ filtered: 2 }]);
    const finding = { group: 'gpt-4o', category: 'violence', severity: 'medium', found: 1, filtered: 1 };
    expect(rows['content-filter']).toHaveLength(2);
    for (const source of ['prompt', 'completion'])
      expect(rows['content-filter']).toContainEqual({ ...finding, source });
    expect(rows['rate-limits']).toContainEqual(
      expect.objectContaining({
        deployment: 'gpt-4.1-mini',
        lowest_requests: 119,
        limit_requests: 120,
        limit_tokens: 120_000,
      }),
    );
    expect((rows['failed-calls'] as object[]).map((row) => 'group' in row && row.group)).toEqual([
      'gpt-4o',
      'missing',
      'throttled',
    ]);
    expect(rows['expensive-calls']).toHaveLength(5);
  });

  test('the queries of the platform find the requests, and those of which no call is known', async () => {
    const log = readFileSync(
      new URL('../fixtures/elastic/logs/test-open-ai-request-response.log', import.meta.url),
      'utf8',
    );
    const records = log.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
    const seen = captured.envelopes.find(isCall)!.data.baseData['properties']['azure.service.request.id'];
    const ofDeployment = records.filter(({ properties }) => JSON.stringify(properties).includes('modelDeploymentName'));
    expect(ofDeployment.length).toBeGreaterThan(1);
    ofDeployment[0].correlationId = seen;
    const results = await runQueries(captured.envelopes, queries, records);
    expect(sum(results['platform/requests'], 'requests')).toBe(ofDeployment.length);
    expect(sum(results['platform/requests-without-a-call'], 'requests')).toBe(ofDeployment.length - 1);
  });

  test('the engine runs the queries, apart from those of weighted percentiles', () => {
    const notRun = Object.entries(rows).filter(([, result]) => typeof result === 'string');
    expect(Object.fromEntries(notRun)).toEqual({
      latency: 'aggregate:percentilew',
      'first-chunk': 'aggregate:percentilew',
      'alerts/latency': 'aggregate:percentilew',
    });
  });
});

test('a parser of Bicep finds the workbook and the alert rules in main.bicep', async () => {
  const file = fileURLToPath(new URL('../../azure-monitor/main.bicep', import.meta.url));
  expect(await parseBicep(file)).toMatchObject({
    workbook: { type: 'Microsoft.Insights/workbooks', api_version: '2023-06-01' },
    alertRules: { type: 'Microsoft.Insights/scheduledQueryRules', api_version: '2023-12-01' },
  });
});

function isCall({ data }: Envelope): boolean {
  return data.baseType === 'RemoteDependencyData' && data.baseData['type'] === 'Dependency';
}

function sum(result: object[] | string | undefined, column: string): number {
  return (result as Record<string, number | null>[]).reduce((total, row) => total + (row[column] ?? 0), 0);
}

/** Returns the cost of what a deployment has answered, by the tokens in the ledger. */
function ledgerUsd({ ledger }: Capture, deployment: string): number {
  const { model, tokens } = ledger.totals().find((total) => total.deployment === deployment)!;
  const usage = { prompt_tokens: tokens.prompt, completion_tokens: tokens.completion };
  return calculateCost(usage, model).total!;
}

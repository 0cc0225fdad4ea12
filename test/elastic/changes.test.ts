import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type Stack, startStack } from '../support/kibana/stack.ts';
import { results, setup } from './support/setup.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'changes-'));
afterAll(() => rmSync(FOLDER, { recursive: true }));

/** Writes a file for `--settings`. */
function settingsFile(name: string, settings: object): string {
  const path = join(FOLDER, name);
  writeFileSync(path, JSON.stringify(settings));
  return path;
}

const JOB = '/_ml/anomaly_detectors/azure-openai-otel-tokens';
const FEED = '/_ml/datafeeds/datafeed-azure-openai-otel-tokens';
const TRANSFORM = '/_transform/azure-openai-otel-hourly-cost-apm';

/** A change of one resource on the servers, by the name that setup reports. */
const CHANGES: Readonly<Record<string, (stack: Stack) => void>> = {
  'ingest pipeline azure-openai-otel-logs': (stack) =>
    change(stack, '/_ingest/pipeline/azure-openai-otel-logs', (body) => body.processors.pop()),
  'component template azure-openai-otel-logs': (stack) =>
    change(stack, '/_component_template/azure-openai-otel-logs', (body) => {
      body.template.mappings.properties.event.properties.duration.type = 'keyword';
    }),
  'index template azure-openai-otel-metrics': (stack) =>
    change(stack, '/_index_template/azure-openai-otel-metrics', (body) => {
      body.template.lifecycle.data_retention = '1d';
    }),
  'transform azure-openai-otel-hourly-cost-apm': (stack) =>
    change(stack, TRANSFORM, (body) => {
      body.pivot.group_by.tenant.terms.field = 'labels.other';
    }),
  'ML job azure-openai-otel-tokens': (stack) =>
    change(stack, JOB, (body) => (body.analysis_limits.model_memory_limit = '16mb')),
  'ML job azure-openai-otel-latency': (stack) =>
    change(stack, FEED.replace('tokens', 'latency'), (body) => (body.query = { match_all: {} })),
  'rule azure-openai-otel-latency': ({ spaces }) => {
    const rule: any = structuredClone(spaces.get('default')!.rules.get('azure-openai-otel-latency'));
    rule.params.esqlQuery.esql += ' | LIMIT 1';
    spaces.get('default')!.rules.set('azure-openai-otel-latency', rule);
  },
  'SLO azure-openai-otel-fast': ({ spaces }) => {
    const slo: any = structuredClone(spaces.get('default')!.slos.get('azure-openai-otel-fast'));
    slo.objective.target = 0.5;
    spaces.get('default')!.slos.set('azure-openai-otel-fast', slo);
  },
  'data view azure-openai-otel-traces': (stack) =>
    changeObject(stack, 'index-pattern:azure-openai-otel-traces', (attributes) => {
      attributes.runtimeFieldMap = attributes.runtimeFieldMap.replace('1000000000', '1');
    }),
  'saved search azure-openai-otel-logs': (stack) =>
    changeObject(stack, 'search:azure-openai-otel-logs', (attributes) => (attributes.title = 'Mine')),
  'tag azure-openai-otel': (stack) =>
    changeObject(stack, 'tag:azure-openai-otel', (attributes) => (attributes.color = '#000000')),
  'dashboard azure-openai-otel-cost': (stack) =>
    changeObject(stack, 'dashboard:azure-openai-otel-cost', (attributes) => attributes.panels.pop()),
};

function change({ cluster }: Stack, path: string, edit: (body: any) => void): void {
  const body = structuredClone(cluster.things.get(path)!);
  edit(body);
  cluster.things.set(path, body);
}

function changeObject({ spaces }: Stack, key: string, edit: (attributes: any) => void): void {
  const { objects } = spaces.get('default')!;
  const object: any = structuredClone(objects.get(key));
  edit(object.attributes);
  objects.set(key, object);
}

test.each(Object.entries(CHANGES))(
  'a change of the %s is found by --check and undone by the next run',
  async (name, edit) => {
    await using stack = await startStack();
    await setup(stack);
    edit(stack);
    const check = await setup(stack, '--check');
    expect([check.code, results(check.out)['differs']]).toEqual([1, 1]);
    expect(check.out).toMatch(new RegExp(`^differs +${name}: `, 'm'));
    expect(results((await setup(stack)).out)['updated']).toBe(1);
    expect((await setup(stack, '--check')).code).toBe(0);
    expect([...stack.cluster.running]).toEqual(expect.arrayContaining([JOB, FEED, TRANSFORM]));
  },
);

describe('an anomaly detection job', () => {
  test('that analyzes in another way is reported with what to do, and the rest of it is updated', async () => {
    await using stack = await startStack();
    await setup(stack);
    const settings = settingsFile('job.json', { ml: { bucketSpan: '1h', queryDelay: '600s' } });
    const { code, out } = await setup(stack, '--settings', settings);
    expect([code, results(out)['differs']]).toEqual([1, 3]);
    expect(out).toContain(
      `ML job azure-openai-otel-tokens: job.analysis_config.bucket_span: is changed; delete the job (DELETE ${JOB}?force=true)`,
    );
    expect(stack.cluster.things.get(FEED)).toMatchObject({ query_delay: '600s' });
    expect((await setup(stack, '--check', '--settings', settings)).code).toBe(1);
  });

  test('is as it should be where Elasticsearch returns the same durations and memory in other units', async () => {
    await using stack = await startStack();
    const settings = settingsFile('units.json', { ml: { bucketSpan: '60m', modelMemoryLimit: '1gb' } });
    await setup(stack, '--settings', settings);
    change(stack, JOB, (body) => {
      body.analysis_config.bucket_span = '1h';
      body.analysis_limits.model_memory_limit = '1024mb';
    });
    change(stack, FEED, (body) => (body.query_delay = '6m'));
    expect((await setup(stack, '--check', '--settings', settings)).code).toBe(0);
  });

  test('runs again if an update is refused', async () => {
    await using stack = await startStack();
    await setup(stack);
    change(stack, JOB, (body) => (body.description = ''));
    stack.intercept = ({ path }) =>
      path === `${JOB}/_update` ? { status: 400, body: { error: { reason: 'too small' } } } : undefined;
    expect((await setup(stack)).out).toMatch(/failed +ML job azure-openai-otel-tokens: .*too small/);
    expect([...stack.cluster.running]).toEqual(expect.arrayContaining([JOB, FEED]));
  });

  test('is made although Kibana does not show it yet, which is a failure of its own', async () => {
    await using stack = await startStack();
    stack.intercept = ({ path }) =>
      path === '/api/ml/saved_objects/sync' ? { status: 500, body: { message: 'not now' } } : undefined;
    const { code, out } = await setup(stack);
    expect(code).toBe(1);
    expect(out).toMatch(/failed +ML jobs in Kibana: .* was answered with 500: not now/);
    expect(results(out)).toMatchObject({ failed: 1 });
  });
});

describe('the hourly cost by another tenant attribute', () => {
  const HOUR = 3_600_000;
  const SUMS = 'azure-openai-otel-hourly-cost-apm';
  const start = Date.parse('2026-03-01T00:00:00Z');
  const hours = (...numbers: number[]): number[] => numbers.map((hour) => start + hour * HOUR);
  const settings = (): string => settingsFile('tenant.json', { tenantAttribute: 'customer' });

  /** Returns the time from which the transform counts. */
  function countsFrom({ cluster }: Stack): number | undefined {
    const { source }: any = cluster.things.get(TRANSFORM);
    const [range] = [source.query.bool.must ?? []].flat();
    return range && Date.parse(range.range['@timestamp'].gte);
  }

  test('keeps the sums whose spans are gone, and counts no span twice', async () => {
    await using stack = await startStack();
    await setup(stack);
    // The spans of hours 0 and 1, and one of two of hour 2, are gone.
    stack.cluster.documents.set('traces-apm*', hours(2.5, 3, 4));
    stack.cluster.documents.set(SUMS, hours(0, 1, 2, 2.5, 3, 4));
    expect((await setup(stack, '--settings', settings())).code).toBe(0);
    expect(stack.cluster.documents.get(SUMS)).toEqual(hours(0, 1, 2, 2.5));
    expect(countsFrom(stack)).toBe(hours(3)[0]);
    expect([...stack.cluster.running]).toContain(TRANSFORM);
    expect((await setup(stack, '--check', '--settings', settings())).code).toBe(0);
  });

  test.each<[string, number[], number[], number[]]>([
    ['one of two data streams has older spans than the other', [0, 1, 2, 3], [0, 0.5, 1, 1.5, 2, 3], [0, 0.5, 1, 1.5]],
    ['an hour in between lacks its spans', [0, 2], [0, 1, 2], [0, 1]],
    ['no span is left', [], [0, 1], [0, 1]],
    ['an hour was not counted yet', [2.5, 2.7], [0, 1], [0, 1]],
    ['a span has arrived too late for its sum', [1, 1.5, 2], [0, 1, 2], [0]],
  ])('loses no sum where %s', async (_, spans, sums, kept) => {
    await using stack = await startStack();
    await setup(stack);
    stack.cluster.documents.set('traces-apm*', hours(...spans));
    stack.cluster.documents.set(SUMS, hours(...sums));
    expect((await setup(stack, '--settings', settings())).code).toBe(0);
    expect(stack.cluster.documents.get(SUMS)).toEqual(hours(...kept));
    expect(countsFrom(stack)).toBe(hours(Math.floor(kept.at(-1)!) + 1)[0]);
  });

  test('counts every span where each sum can be made again', async () => {
    await using stack = await startStack();
    await setup(stack);
    stack.cluster.documents.set('traces-apm*', hours(0, 1, 2));
    stack.cluster.documents.set(SUMS, hours(1, 2));
    expect((await setup(stack, '--settings', settings())).code).toBe(0);
    expect([stack.cluster.documents.get(SUMS), countsFrom(stack)]).toEqual([[], undefined]);
  });

  test.each([
    ['DELETE', TRANSFORM],
    ['POST', `/${SUMS}/_delete_by_query`],
    ['PUT', TRANSFORM],
  ])('loses no sum if the run ends at %s %s, whatever the settings of the next run', async (verb, where) => {
    for (const next of [['--settings', settings()], []]) {
      await using stack = await startStack();
      await setup(stack);
      stack.cluster.documents.set('traces-apm*', hours(2.5, 3));
      stack.cluster.documents.set(SUMS, hours(1, 2, 2.5, 3));
      stack.intercept = ({ method, path }) => (method === verb && path === where ? 'cut' : undefined);
      expect((await setup(stack, '--settings', settings())).code).toBe(1);
      stack.intercept = () => undefined;
      expect((await setup(stack, ...next)).code).toBe(0);
      // Either the transform still counts on from its sums, or it makes those again that are deleted.
      const isSame = countsFrom(stack) === undefined;
      const kept = isSame ? hours(1, 2, 2.5, 3) : hours(1, 2, 2.5);
      expect([stack.cluster.documents.get(SUMS), countsFrom(stack)]).toEqual([kept, isSame ? undefined : hours(3)[0]]);
      expect([...stack.cluster.running]).toContain(TRANSFORM);
    }
  });

  test('stays as it was if the spans cannot be searched', async () => {
    await using stack = await startStack();
    await setup(stack);
    stack.cluster.documents.set(SUMS, hours(1));
    stack.intercept = ({ path }) =>
      path === '/traces-apm*/_search' ? { status: 500, body: { error: { reason: 'a shard failed' } } } : undefined;
    expect((await setup(stack, '--settings', settings())).out).toMatch(/failed +transform .*-apm: .*a shard failed/);
    expect(stack.cluster.documents.get(SUMS)).toEqual(hours(1));
    expect([...stack.cluster.running]).toContain(TRANSFORM);
  });

  test('stays as it is where only its retention changes', async () => {
    await using stack = await startStack();
    await setup(stack);
    stack.cluster.documents.set('traces-apm*', hours(3));
    stack.cluster.documents.set(SUMS, hours(1, 2, 3));
    const before = stack.writes.length;
    await setup(stack, '--settings', settingsFile('retention.json', { retention: { cost: '10d' } }));
    expect(stack.cluster.documents.get(SUMS)).toEqual(hours(1, 2, 3));
    expect(stack.cluster.things.get(TRANSFORM)).toMatchObject({ retention_policy: { time: { max_age: '10d' } } });
    expect(stack.writes.slice(before)).not.toContain(`DELETE ${TRANSFORM}`);
  });
});

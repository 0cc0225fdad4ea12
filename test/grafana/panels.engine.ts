import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { alertRules, alertRulesFile } from '../../src/grafana/alerts.ts';
import { DASHBOARDS } from '../../src/grafana/dashboards.ts';
import { measure } from '../../src/grafana/measures.ts';
import { DEFAULT_SETTINGS, type GrafanaSettings } from '../../src/grafana/settings.ts';
import { hasPrometheus, type Prometheus, type Sample, startPrometheus } from '../support/prometheus.ts';
import { ALERTS, EXPECTATIONS, rowName, type Value } from './support/expectations.ts';
import { type CallFact, SCRIPT, startApp } from './support/traffic.ts';

const NEWEST = { OTEL_SEMCONV_STABILITY_OPT_IN: 'gen_ai_latest_experimental' };
const REGISTER = './dist/register.js';
const CONFIG = `global: { evaluation_interval: 1s }
storage: { tsdb: { out_of_order_time_window: 30m } }
rule_files: [alert-rules.yaml]
`;

/** Thresholds that each alert rule exceeds. */
const LOW: GrafanaSettings = {
  ...DEFAULT_SETTINGS,
  alerts: {
    latencySeconds: 1e-6,
    throttledAttempts: 0.5,
    errorShare: 1e-6,
    filteredVerdicts: 0.5,
    spendUsdPerHour: 1e-9,
  },
};

const CASES: readonly (readonly [title: string, config: string, setup: string])[] = [
  ['classic histograms', CONFIG, REGISTER],
  ['native histograms with custom buckets', `${CONFIG}otlp: { convert_histograms_to_nhcb: true }\n`, REGISTER],
  ['exponential histograms', CONFIG, './test/grafana/support/exponential.mjs'],
];

/** Facts of the whole test, of its second part, and times between which the second part lies. */
interface Run {
  readonly prometheus: Prometheus;
  readonly all: readonly CallFact[];
  readonly later: readonly CallFact[];
  readonly began: number;
  readonly middle: number;
  readonly end: number;
}

async function makeRun(prometheus: Prometheus, setup: string): Promise<Run> {
  const began = Math.floor(Date.now() / 1000) - 1;
  await using shop = await startApp('shop', prometheus.url, setup);
  await using support = await startApp('support', prometheus.url, setup, NEWEST);
  const facts: CallFact[][] = [];
  let middle = 0;
  for (const calls of SCRIPT) {
    middle = Date.now() / 1000;
    facts.push([...(await shop.makeCalls(calls)), ...(await support.makeCalls(calls))]);
    await waitForCalls(prometheus, facts.flat().length);
  }
  return { prometheus, all: facts.flat(), later: facts.at(-1)!, began, middle, end: Date.now() / 1000 };
}

async function waitForCalls(prometheus: Prometheus, calls: number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const [found] = await prometheus.query(measure('1h', '').calls());
    if (found?.value === calls) return void (await setTimeout(1000));
    await setTimeout(100);
  }
  throw new Error(`${calls} calls do not arrive`);
}

/** Replaces Grafana's variables. */
function interpolate(expr: string, seconds: number): string {
  return expr
    .replaceAll(/\$__(range|interval)\b/g, `${Math.round(seconds * 1000)}ms`)
    .replaceAll(/\$(service|deployment|model|tenant)\b/g, '.*');
}

function rowsOf(samples: readonly Sample[]): Record<string, number> {
  // A group that has not grown shows nothing in Grafana, or 0.
  return Object.fromEntries(samples.map(({ labels, value }) => [rowName(labels), value]).filter(([, value]) => value));
}

function expected(rows: Readonly<Record<string, Value>>): object {
  const shown = Object.entries(rows).filter(([, value]) => value);
  return Object.fromEntries(
    shown.map(([name, value]) => [
      name,
      typeof value === 'number'
        ? expect.closeTo(value, 12)
        : expect.toSatisfy((found: number) => found > value.from && found <= value.to),
    ]),
  );
}

const PANELS = DASHBOARDS.flatMap(({ title, panels }) =>
  panels.flatMap((panel) =>
    panel.queries.map(({ expr }, index) => [`${title}: ${panel.title} ${index}`, panel.title, expr, index] as const),
  ),
);

describe.skipIf(!hasPrometheus()).each(CASES)('with %s', (title, config, setup) => {
  let prometheus: Prometheus | undefined;
  let run: Run;

  beforeAll(async () => {
    prometheus = await startPrometheus(config, { 'alert-rules.yaml': alertRulesFile(LOW) });
    run = await makeRun(prometheus, setup);
  }, 60_000);
  afterAll(() => prometheus?.[Symbol.asyncDispose]());

  it.each(PANELS.filter(([, title]) => EXPECTATIONS[title]))('%s equals the ledger', async (_, title, expr, index) => {
    const { prometheus, all, began, end } = run;
    const samples = await prometheus.query(interpolate(expr, end - began), end);
    expect(rowsOf(samples)).toEqual(expected(EXPECTATIONS[title]![index]!(all)));
  });

  it.each(PANELS.filter(([, title]) => EXPECTATIONS[title]))(
    '%s equals the ledger of a range that begins amid the calls',
    async (_, title, expr, index) => {
      const { prometheus, later, middle, end } = run;
      const samples = await prometheus.query(interpolate(expr, end - middle), end);
      expect(rowsOf(samples)).toEqual(expected(EXPECTATIONS[title]![index]!(later)));
    },
  );

  it.each(PANELS.filter(([, title]) => !EXPECTATIONS[title]))('%s has a value', async (_, _title, expr) => {
    const { prometheus, began, end } = run;
    expect(await prometheus.query(interpolate(expr, end - began), end)).not.toEqual([]);
  });

  it.each(alertRules(LOW).map(({ alert, expr }) => [alert, expr] as const))(
    'the alert rule %s has the value of the ledger',
    async (alert, expr) => {
      const { prometheus, all, end } = run;
      expect(rowsOf(await prometheus.query(expr, end))).toEqual(expected(ALERTS[alert]!(all)));
    },
  );

  it('Prometheus evaluates the file of alert rules', async () => {
    const { groups } = await run.prometheus.ask('rules');
    const rules = groups.flatMap((group: any) => group.rules).map(({ name, health }: any) => [name, health]);
    expect(rules).toEqual(alertRules(LOW).map(({ alert }) => [alert, 'ok']));
  });

  it('the histograms are stored as their name says', async () => {
    const { prometheus, end } = run;
    const names = await prometheus.query(
      'count by (__name__) ({__name__=~"gen_ai_client_operation_duration_seconds.*"})',
      end,
    );
    expect(names.map(({ labels }) => labels['__name__']).toSorted()).toEqual(
      title === 'classic histograms'
        ? ['bucket', 'count', 'sum'].map((part) => `gen_ai_client_operation_duration_seconds_${part}`)
        : ['gen_ai_client_operation_duration_seconds'],
    );
  });

  it('the steps of a chart sum up to the cost of its range', async () => {
    const { prometheus, all, began, end } = run;
    const steps = await prometheus.queryRange(measure('2s', '').cost(), began, end + 2, 2);
    const total = steps.reduce((sum, { value }) => sum + value, 0);
    expect(total).toBeCloseTo(
      all.reduce((sum, { usd }) => sum + (usd ?? 0), 0),
      12,
    );
  });
});

test.skipIf(!hasPrometheus())('Prometheus runs with the configuration of the example', async () => {
  const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
  const rules = { 'alert-rules.yaml': read('grafana/alert-rules.yaml') };
  await using prometheus = await startPrometheus(read('examples/grafana/prometheus.yml'), rules);
  const { groups } = await prometheus.ask('rules');
  expect(groups.map(({ name }: any) => name)).toEqual(['azure-openai-otel']);
});

describe.skipIf(!hasPrometheus())('a process that was restarted with the same instance id', () => {
  it('has an estimate that is not less than what it counted since', async () => {
    await using prometheus = await startPrometheus(CONFIG, { 'alert-rules.yaml': alertRulesFile(LOW) });
    const env = { OTEL_NODE_RESOURCE_DETECTORS: 'env', OTEL_RESOURCE_ATTRIBUTES: 'service.instance.id=one' };
    const counts: number[] = [];
    for (const calls of SCRIPT) {
      await using app = await startApp('shop', prometheus.url, REGISTER, env);
      await app.makeCalls(calls);
      await setTimeout(1500);
      counts.push(calls.length);
    }
    const [found] = await prometheus.query(measure('1h', '').calls());
    expect(found!.value).toBeGreaterThanOrEqual(counts.at(-1)!);
    expect(found!.value).toBeLessThan(2 * counts.reduce((sum, count) => sum + count));
  }, 60_000);
});

import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parser } from '@prometheus-io/lezer-promql';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { dashboardFiles } from '../../scripts/grafana.ts';
import { alertRules } from '../../src/grafana/alerts.ts';
import { DASHBOARDS, VARIABLES } from '../../src/grafana/dashboards.ts';
import { prometheusName } from '../../src/grafana/promql.ts';
import { DEFAULT_SETTINGS } from '../../src/grafana/settings.ts';
import * as METRICS from '../../src/instrumentation/semconv/metric-definitions.ts';
import { file, run } from '../commands/support/command.ts';

const GRAFANA = fileURLToPath(new URL('../../grafana', import.meta.url));

function readFolder(folder: string): Record<string, string> {
  const paths = globSync('**/*.{json,yaml}', { cwd: folder }).toSorted();
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(folder, path), 'utf8')]));
}

test('grafana/ has the files that setup grafana --export writes', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'export-'));
  try {
    const { code, out } = await run(['setup', 'grafana', '--export', folder]);
    const exported = readFolder(folder);
    expect([code, out]).toEqual([0, `6 files written to ${folder}\n`]);
    expect(readFolder(GRAFANA)).toEqual(exported);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the dashboards of grafana/ are those of their definitions', () => {
  const files = readFolder(GRAFANA);
  const built = Object.fromEntries(dashboardFiles());
  expect(Object.fromEntries(Object.keys(built).map((path) => [path, files[path]]))).toEqual(built);
});

test('a file of settings changes the thresholds of the alert rules', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'export-'));
  try {
    await run([
      'setup',
      'grafana',
      '--export',
      folder,
      '--settings',
      file('s.json', { alerts: { spendUsdPerHour: 7 } }),
    ]);
    const { groups } = parse(readFileSync(join(folder, 'alert-rules.yaml'), 'utf8'));
    expect(groups[0].rules.at(-1)).toMatchObject({ alert: 'AzureOpenAISpend', expr: expect.stringMatching(/ > 7$/) });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** The texts that PromQL's grammar does not have. */
function syntaxErrors(expr: string): string[] {
  const problems: string[] = [];
  parser.parse(expr).iterate({
    enter: ({ type, from, to }) => void (type.isError && problems.push(expr.slice(from, to + 20))),
  });
  return problems;
}

const QUERIES = [
  ...DASHBOARDS.flatMap(({ title, panels }) =>
    panels.flatMap((panel) =>
      panel.queries.map(({ expr }, index) => [`${title}: ${panel.title} ${index}`, expr] as const),
    ),
  ),
  ...alertRules(DEFAULT_SETTINGS).map(({ alert, expr }) => [alert, expr] as const),
];

test('the parser finds an error', () => {
  expect(syntaxErrors('sum by (job) (rate(a[5m])')).not.toEqual([]);
});

test.each(QUERIES)('the query of %s is PromQL', (_, expr) => {
  expect(syntaxErrors(expr.replaceAll(/\$__(range|interval)/g, '5m'))).toEqual([]);
});

describe.each(DASHBOARDS.map((one) => [one.title, one] as const))('%s', (_, { panels }) => {
  test.each(panels.map((panel) => [panel.title, panel] as const))(
    'the queries of %s use all variables',
    (title, panel) => {
      const limits = title.startsWith('Rate limit');
      const wanted = VARIABLES.map(({ name }) => name).filter((name) => !limits || /service|deployment/.test(name));
      for (const { expr } of panel.queries) {
        expect(wanted.filter((name) => !expr.includes(`=~"$${name}"`))).toEqual([]);
      }
    },
  );

  test('each panel has a title of its own and a description', () => {
    expect(new Set(panels.map(({ title }) => title)).size).toBe(panels.length);
    expect(panels.filter(({ description }) => description.length < 20)).toEqual([]);
  });
});

test('docs/grafana.md names each metric, panel and alert rule', () => {
  const page = readFileSync(new URL('../../docs/grafana.md', import.meta.url), 'utf8');
  const metrics = Object.values(METRICS).map((one) => `| \`${one.name}\` | ${one.kind} | \`${prometheusName(one)}\` |`);
  const panels = DASHBOARDS.flatMap((one) => one.panels.map(({ title }) => title));
  const rules = alertRules(DEFAULT_SETTINGS).map(({ alert }) => `\`${alert}\``);
  expect([...metrics, ...panels, ...rules].filter((text) => !page.includes(text))).toEqual([]);
});

import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { mlJobs } from '../../src/elastic/kibana/ml-jobs.ts';
import { rules } from '../../src/elastic/kibana/rules.ts';
import { DEFAULT_SETTINGS } from '../../src/elastic/kibana/settings.ts';
import { serviceLevelObjectives } from '../../src/elastic/kibana/slos.ts';
import { traceFields } from '../../src/elastic/kibana/trace-fields.ts';
import { run } from '../commands/support/command.ts';
import { schemaProblems } from '../support/kibana/schemas.ts';

const ROOT = new URL('../../', import.meta.url);

function readFolder(folder: string): Record<string, string> {
  const paths = globSync('**/*.{json,ndjson}', { cwd: folder }).toSorted();
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(folder, path), 'utf8')]));
}

test('elastic/ has the files that setup elastic --export writes', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'export-'));
  try {
    const { code, out } = await run(['setup', 'elastic', '--export', folder]);
    const exported = readFolder(folder);
    expect([code, out]).toEqual([0, `${Object.keys(exported).length} files written to ${folder}\n`]);
    expect(readFolder(fileURLToPath(new URL('elastic', ROOT)))).toEqual(exported);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('--export names files that it does not make beside those that it makes, and keeps them', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'export-'));
  try {
    await run(['setup', 'elastic', '--export', folder, '--traces', 'both']);
    for (const path of ['package.json', 'ml/notes.md']) writeFileSync(join(folder, path), '');
    const { code, out } = await run(['setup', 'elastic', '--export', folder, '--traces', 'apm']);
    const named = [...out.matchAll(/^(\S+) is not made by this export; delete it if/gm)].map(([, path]) => path);
    expect([code, named]).toEqual([
      0,
      [
        'kibana/dashboards/azure-openai-otel-bill-otel.json',
        'kibana/dashboards/azure-openai-otel-calls-otel.json',
        'kibana/dashboards/azure-openai-otel-cost-otel.json',
        'kibana/rules/azure-openai-otel-lag-otel.json',
        'kibana/rules/azure-openai-otel-spend-otel.json',
        'kibana/saved-objects-otel.ndjson',
        'ml/datafeed.azure-openai-otel-cost-otel.json',
        'ml/job.azure-openai-otel-cost-otel.json',
      ],
    ]);
    expect(named.filter((path) => !existsSync(join(folder, path!)))).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('--export reports a folder that cannot be written, without a path that may be a secret', async () => {
  const { code, err } = await run(['setup', 'elastic', '--export', '/dev/null/a1b2c3d4e5f6a7b8c9d0e1f2']);
  expect(code).toBe(2);
  expect(err).toContain('cannot be written as a folder: ENOTDIR');
  expect(err).not.toContain('a1b2c3d4');
});

const traces = [traceFields('apm', 'app.tenant'), traceFields('otel', 'app.tenant')];
const slos = serviceLevelObjectives(DEFAULT_SETTINGS);

test('the rule on the lag of the collector looks only at calls whose log is overdue', () => {
  const settings = { ...DEFAULT_SETTINGS, rules: { ...DEFAULT_SETTINGS.rules, lagMinutes: 20 } };
  const lag = rules(traces, slos, settings).filter(({ id }) => id.includes('-lag'));
  expect(lag).toHaveLength(2);
  for (const { body } of lag) {
    const { esql } = body.params['esqlQuery'] as { esql: string };
    expect(esql).toMatch(/ newest_call = MAX\(at\) WHERE .* AND at < NOW\(\) - 1200 seconds, newest_log = MAX\(at\) /);
    // Traces may have nanoseconds where logs have milliseconds, and ES|QL refuses a field of two types.
    expect(esql).toContain('| EVAL at = TO_DATETIME(@timestamp) |');
  }
});

test('the rule on requests without a span counts the calls of both storages of spans, since both call a deployment', () => {
  const unseen = rules(traces, slos, DEFAULT_SETTINGS).filter(({ id }) => id.includes('-unseen-requests'));
  expect(unseen).toHaveLength(1);
  const { esql } = unseen[0]!.body.params['esqlQuery'] as { esql: string };
  for (const { indices, operation, deployment, retryCount } of traces) {
    for (const name of [indices, `${operation} IS NOT NULL`, deployment, `${retryCount} >= 1`]) {
      expect(esql).toContain(name);
    }
  }
});

test.each(rules(traces, slos, DEFAULT_SETTINGS).map((rule) => [rule.id, rule.body] as const))(
  'Kibana accepts the rule %s',
  (_, body) => {
    expect(schemaProblems('kibana-requests', 'rule.create', body)).toEqual([]);
    const { rule_type_id: type, consumer: _consumer, ...update } = body;
    expect(schemaProblems('kibana-requests', `params.${type}`, body.params)).toEqual([]);
    expect(schemaProblems('kibana-requests', 'rule.update', update)).toEqual([]);
  },
);

test.each(slos.map((slo) => [slo.id, slo.body] as const))('Kibana accepts the SLO %s', (id, body) => {
  expect(schemaProblems('kibana-requests', 'slo.create', { id, ...body })).toEqual([]);
  expect(schemaProblems('kibana-requests', 'slo.update', body)).toEqual([]);
});

test.each(mlJobs(traces, DEFAULT_SETTINGS).map((job) => [job.id, job] as const))(
  'Elasticsearch accepts the job %s and its datafeed',
  (id, { job, datafeed }) => {
    expect(schemaProblems('elasticsearch', 'request.ml.put_job', job)).toEqual([]);
    expect(schemaProblems('elasticsearch', 'request.ml.put_datafeed', datafeed)).toEqual([]);
    expect(id).toMatch(/^[a-z0-9_-]{1,64}$/);
  },
);

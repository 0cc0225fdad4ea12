import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LOGS, METRICS } from '../../../src/elastic/kibana/fields.ts';
import { rules } from '../../../src/elastic/kibana/rules.ts';
import { DEFAULT_SETTINGS } from '../../../src/elastic/kibana/settings.ts';
import { traceFields } from '../../../src/elastic/kibana/trace-fields.ts';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const hasJava = ['java', 'mvn'].every((command) => spawnSync(command, ['-version']).status === 0);
if (!hasJava) console.warn('Skipped: these tests need Java 17 and Maven, which downloads the parser of ES|QL.');

const traces = [traceFields('apm', 'app.tenant'), traceFields('otel', 'app.tenant')];

/** The types of the fields that exist when there are logs, metrics and calls with a cost. No call was retried. */
const FIELDS: Readonly<Record<string, string>> = {
  '@timestamp': 'datetime',
  [LOGS.category]: 'keyword',
  [LOGS.status]: 'keyword',
  [LOGS.deployment]: 'keyword',
  [LOGS.duration]: 'long',
  [LOGS.resource]: 'keyword',
  [METRICS.status]: 'keyword',
  [METRICS.deployment]: 'keyword',
  [METRICS.requests]: 'double',
  [METRICS.utilization]: 'double',
  ...Object.fromEntries(
    traces.flatMap(({ operation, deployment }) => [operation, deployment].map((f) => [f, 'keyword'])),
  ),
  [traces[0]!.costNanoUsd]: 'double',
  [traces[1]!.costNanoUsd]: 'long',
};

const QUERIES = Object.fromEntries(
  rules(traces, [], DEFAULT_SETTINGS).flatMap(({ id, body }): [string, string][] => {
    const { esql } = (body.params['esqlQuery'] ?? {}) as { esql?: string };
    return esql === undefined ? [] : [[id, esql]];
  }),
);
const WRONG = {
  'a wrong comparison': 'FROM a | WHERE event.duration = = 3',
  'a field that does not exist': 'FROM a | WHERE numeric_labels.azure_openai_retry_count > 1',
  'the sum of a text': 'FROM a | STATS s = SUM(azure.resource.name)',
};

describe.skipIf(!hasJava)('Elasticsearch 8.19', () => {
  const folder = mkdtempSync(join(tmpdir(), 'esql-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const answers = new Map<string, string>();

  beforeAll(() => {
    const libraries = join(folder, 'lib');
    execFileSync(
      'mvn',
      ['-q', '-B', '-f', join(HERE, 'pom.xml'), 'dependency:copy-dependencies', `-DoutputDirectory=${libraries}`],
      { timeout: 280_000 },
    );
    const all = { ...QUERIES, ...WRONG };
    writeFileSync(
      join(folder, 'fields'),
      Object.entries(FIELDS)
        .map((field) => field.join(' '))
        .join('\n'),
    );
    writeFileSync(join(folder, 'queries'), Object.values(all).join('\n'));
    // Without the verification, Java does not look for classes of commands that no query uses.
    const options = ['-XX:+UnlockDiagnosticVMOptions', '-XX:-BytecodeVerificationRemote', '-cp', `${libraries}/*`];
    const files = [join(HERE, 'EsqlCheck.java'), join(folder, 'fields'), join(folder, 'queries')];
    const out = execFileSync('java', [...options, ...files], { encoding: 'utf8', timeout: 120_000 });
    const lines = out.split('\n').filter((line) => /^(?:ok|bad) /.test(line));
    for (const [index, name] of Object.keys(all).entries()) answers.set(name, lines[index] ?? '');
  }, 400_000);

  test.each(Object.keys(QUERIES))('accepts the query of the rule %s', (id) => {
    expect(answers.get(id)).toMatch(/^ok \w/);
  });

  test.each(Object.keys(WRONG))('refuses %s', (name) => {
    expect(answers.get(name)).toMatch(/^bad .*\bline 1:/);
  });
});

import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { afterAll, describe, expect, test } from 'vitest';
import { exportedFiles } from '../../src/azure-monitor/export.ts';
import { DEFAULT_SETTINGS } from '../../src/azure-monitor/settings.ts';
import { DEFAULT_SETTINGS as ELASTIC_SETTINGS } from '../../src/elastic/kibana/settings.ts';
import * as METRICS from '../../src/instrumentation/semconv/metric-definitions.ts';
import { METRIC_ATTRIBUTES, SPAN_ATTRIBUTES } from '../../src/instrumentation/semconv/attribute-definitions.ts';
import { run } from '../commands/support/command.ts';
import type { Envelope } from './support/ingestion.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'azure-monitor-'));
const COMMITTED = fileURLToPath(new URL('../../azure-monitor', import.meta.url));
const FILES = exportedFiles(DEFAULT_SETTINGS);

afterAll(() => rmSync(FOLDER, { recursive: true }));

function readFolder(folder: string): Record<string, string> {
  const paths = globSync('**/*.*', { cwd: folder }).toSorted();
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(folder, path), 'utf8')]));
}

function fixture(name: string): any {
  return JSON.parse(readFileSync(new URL(`../fixtures/azure-monitor/${name}.json`, import.meta.url), 'utf8'));
}

describe('setup azure-monitor --export', () => {
  test('setup writes the files that azure-monitor/ has', async () => {
    const { code, out } = await run(['setup', 'azure-monitor', '--export', FOLDER]);
    expect([code, out]).toEqual([0, `${FILES.size} files written to ${FOLDER}\n`]);
    expect(readFolder(FOLDER)).toEqual(readFolder(COMMITTED));
  });

  test('setup writes the thresholds and the tenant of --settings', async () => {
    const settings = join(FOLDER, 'own-settings.json');
    writeFileSync(settings, '{ "tenantAttribute": "customer.id", "rules": { "spendUsdPerHour": 7.5 } }');
    const folder = join(FOLDER, 'own');
    await run(['setup', 'azure-monitor', '--export', folder, '--settings', settings]);
    const { 'main.json': template, 'workbook.json': workbook } = readFolder(folder);
    expect(template).toContain('"threshold": 7.5');
    expect(workbook).toContain('customer.id');
    expect(workbook).not.toContain('app.tenant');
  });

  test.each([
    ['{ "rules": { "errorShare": 2 } }', 'rules.errorShare must be a share between 0 and 1'],
    ['{ "rules": { "lagMinutes": 5 } }', 'there is no setting rules.lagMinutes'],
  ])('setup refuses the settings %s', async (text, problem) => {
    const settings = join(FOLDER, 'wrong.json');
    writeFileSync(settings, text);
    const { code, err } = await run(['setup', 'azure-monitor', '--export', FOLDER, '--settings', settings]);
    expect([code, err]).toEqual([2, expect.stringContaining(problem)]);
  });

  test('setup needs a folder', async () => {
    const { code, err } = await run(['setup', 'azure-monitor']);
    expect([code, err]).toEqual([2, expect.stringContaining('--export <folder> is missing')]);
  });
});

test('the thresholds are those of Elastic', () => {
  expect(ELASTIC_SETTINGS).toMatchObject(DEFAULT_SETTINGS);
});

describe('docs/azure-monitor.md', () => {
  const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
  const page = read('docs/azure-monitor.md');

  test('the page has the instrumentation of the example', () => {
    const withoutComments = (text: string): string => text.replaceAll(/^(\/\/.*)?\n/gm, '');
    const [, shown] = /```js\n\/\/ instrumentation\.mjs\n(.*?)```/s.exec(page)!;
    expect(withoutComments(shown!)).toBe(withoutComments(read('examples/azure-monitor/instrumentation.mjs')));
  });

  test('the page names the setting of each alert rule', () => {
    const named = [...page.matchAll(/`rules\.(\w+)` \|/g)].map(([, name]) => name);
    expect(named.toSorted()).toEqual(Object.keys(DEFAULT_SETTINGS.rules).toSorted());
  });
});

describe('the template of Azure Resource Manager', () => {
  const template = JSON.parse(FILES.get('main.json')!);

  test.each(template.resources as { type: string; name: string }[])(
    'the template has the resource $name as its schema says',
    (resource) => {
      const ajv = new Ajv({ strict: false }).addSchema(fixture('resources.schema'), 'file');
      const definition = resource.type.slice('Microsoft.Insights/'.length);
      ajv.validate(`file#/definitions/${definition}`, resource);
      expect(ajv.errors).toBeNull();
    },
  );

  test('the template has the workbook and the rules that the template in Bicep reads', () => {
    const [workbook, ...rules] = template.resources;
    expect(JSON.parse(template.variables.workbook)).toEqual(JSON.parse(FILES.get('workbook.json')!));
    const ofBicep = JSON.parse(FILES.get('alert-rules.json')!);
    expect(rules.map(({ name }: { name: string }) => name)).toEqual(ofBicep.map(({ name }: { name: string }) => name));
    for (const [index, { properties }] of rules.entries()) expect(properties).toMatchObject(ofBicep[index].properties);
    const bicep = FILES.get('main.bicep')!;
    for (const { type, apiVersion } of [workbook, rules[0]]) expect(bicep).toContain(`'${type}@${apiVersion}'`);
    for (const name of Object.keys(template.parameters)) expect(bicep).toMatch(new RegExp(`^param ${name} `, 'm'));
    for (const [, file] of bicep.matchAll(/load\w+Content\('(.+?)'\)/g)) expect([...FILES.keys()]).toContain(file);
  });

  test('the template has expressions only of parameters, variables and functions', () => {
    const expressions = JSON.stringify(template).matchAll(/"(\[[^"]+\])"/g);
    for (const [, expression] of expressions) expect(expression).toMatch(/^\[(\w+\(.*\)(\.\w+)?)\]$/);
  });
});

describe('the queries', () => {
  const kql = [...FILES].filter(([path]) => path.endsWith('.kql')).map(([, text]) => text.replaceAll(/^\/\/.*$/gm, ''));
  const metricNames = Object.values(METRICS).map(({ name }) => name);
  const attributes = [...Object.values(SPAN_ATTRIBUTES).flat(), ...METRIC_ATTRIBUTES].map(({ name }) => name);

  test('the queries name only attributes and metrics that the instrumentation has', () => {
    const texts = kql.flatMap((text) =>
      [...text.matchAll(/"((?:gen_ai|azure|error)[._][^"]+)"/g)].map(([, name]) => name!),
    );
    expect(texts.length).toBeGreaterThan(50);
    const known = [...metricNames, ...attributes, 'azure.openai.rate_limit.'];
    expect(texts.filter((name) => !known.includes(name))).toEqual([]);
  });

  test('the queries read only dimensions that Azure Monitor got', () => {
    const envelopes = [...fixture('telemetry'), ...fixture('telemetry-newest')] as Envelope[];
    const got = new Set(envelopes.flatMap(({ data }) => Object.keys(data.baseData['properties'])));
    const read = kql.flatMap((text) => [...text.matchAll(/customDimensions\["(.+?)"\]/g)].map(([, name]) => name!));
    expect([...new Set(read)].filter((name) => !got.has(name))).toEqual([]);
  });
});

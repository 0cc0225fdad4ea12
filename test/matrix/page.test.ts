import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compatibilityPage } from './page.ts';
import type { Result } from './results.ts';

const sdk = { version: '3.1.1', api: '1.10.0', instrumentation: '0.301.1', folder: '' };
const node = { version: '24.21.0', executable: '' };
const facts = { version: '0.1.0', date: new Date('2026-11-24T12:00:00Z'), platform: 'linux x64' };

function result(openai: string, more: Partial<Result> = {}): Result {
  const cell = { openai: { version: openai, importer: '' }, moduleSystem: 'esm', node, sdk } as const;
  return { ...cell, scenarios: 85, spansUnended: 0, failures: {}, ...more };
}

test('the page has a row for each openai and a column for each Node.js and module system', () => {
  const page = compatibilityPage(
    [
      result('4.42.0'),
      result('4.42.0', { moduleSystem: 'cjs' }),
      result('7.57.0'),
      result('7.57.0', { moduleSystem: 'cjs' }),
    ],
    facts,
  );
  expect(page).toContain('Last run on 2026-11-24 with version 0.1.0, on linux x64: 340 of 340 scenarios passed');
  expect(page).toContain(`
## OpenTelemetry SDK 3.1.1

With \`@opentelemetry/api\` 1.10.0 and \`@opentelemetry/instrumentation\` 0.301.1.

| openai | Node.js 24.21.0 ESM | Node.js 24.21.0 CommonJS |
| --- | --- | --- |
| 4.42.0 | 85/85 · 0 | 85/85 · 0 |
| 7.57.0 | 85/85 · 0 | 85/85 · 0 |
`);
  expect(page).not.toContain('## Failed');
});

test('a failed scenario is marked and named', () => {
  const sight = { unhandled: [], requests: [], isObserved: true, spansUnended: 0 };
  const failures = { 'a stream broken off': { bare: sight, observed: { ...sight, spansUnended: 1 } } };
  const page = compatibilityPage([result('7.57.0', { failures, spansUnended: 1 })], facts);
  expect(page).toContain('84 of 85 scenarios passed in 1 applications, 1 spans left unended');
  expect(page).toContain('| 7.57.0 | **84/85 · 1** |');
  expect(page).toContain('- openai 7.57.0, Node.js 24.21.0 ESM, SDK 3.1.1: a stream broken off');
});

test('five of many failures are named, and the rest are counted', () => {
  const sight = { unhandled: [], requests: [], isObserved: true, spansUnended: 0 };
  const failures = Object.fromEntries(Array.from('abcdefg', (name) => [name, { bare: sight, observed: sight }]));
  expect(compatibilityPage([result('7.57.0', { failures })], facts)).toContain(': a; b; c; d; e; and 2 more\n');
});

test('docs/compatibility.md has the text that page.ts writes', () => {
  const readText = (page: string): string => page.split('\n## OpenTelemetry SDK')[0]!.replace(/^Last run on .*$/m, '');
  const page = readFileSync(new URL('../../docs/compatibility.md', import.meta.url), 'utf8');
  expect(readText(page)).toBe(readText(compatibilityPage([result('7.57.0')], facts)));
});

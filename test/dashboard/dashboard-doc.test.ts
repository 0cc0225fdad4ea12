import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readCallsQuery } from '../../src/dashboard/api.ts';
import { DASHBOARD_USAGE } from '../../src/dashboard/dashboard.ts';
import { QUERY_USAGE } from '../../src/dashboard/query.ts';
import { DIMENSIONS } from '../../src/store/queries/filters.ts';
import { SORTS } from '../../src/store/queries/find-calls.ts';
import { RESULT_NAMES } from '../../src/store/results.ts';

const PAGE = new URL('../../docs/dashboard.md', import.meta.url);
const page = readFileSync(PAGE, 'utf8');
const source = (name: string): string => readFileSync(new URL(`../../src/dashboard/${name}`, import.meta.url), 'utf8');

test.each([
  ['dashboard', DASHBOARD_USAGE],
  ['query', QUERY_USAGE],
])('docs/dashboard.md has every option of %s', (_, usage) => {
  const options = [...usage.matchAll(/^ {2}(--[a-z-]+)/gm)].map(([, name]) => name!);
  expect(options.length).toBeGreaterThan(5);
  for (const option of options) expect(page).toContain(`\`${option}\``);
});

test('docs/dashboard.md has every path of the API', () => {
  const names = [...source('api.ts').matchAll(/case '([a-z]+)(\/trace)?(\/span)?':/g)];
  expect(names.length).toBeGreaterThan(6);
  for (const [, name, trace, span] of names) {
    expect(page).toContain(`\`/api/${name}${trace ? '/<traceId>' : ''}${span ? '/<spanId>' : ''}\``);
  }
  for (const [path] of source('server.ts').matchAll(/\/api\/[a-z.]+(?=')/g)) expect(page).toContain(`\`${path}\``);
});

test('docs/dashboard.md has every parameter of the API, and the values that it takes', () => {
  const names = [...source('api.ts').matchAll(/(?:search, |search\.get(?:All)?\()'([a-zA-Z]+)'/g)].map(
    ([, name]) => name!,
  );
  expect(names.length).toBeGreaterThan(7);
  for (const name of [...names, ...DIMENSIONS, ...RESULT_NAMES, ...Object.keys(SORTS)]) {
    expect(page, name).toMatch(new RegExp(`\`${name}\``));
  }
  expect(readCallsQuery(new URLSearchParams('limit=5000')).limit).toBe(1000);
});

import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { formatCost, formatCount, formatShort } from '../../src/dashboard/page/format/numbers.ts';
import { LOOKS, openPage, readFigures, readTable, stage, useBrowser } from './browser.ts';
import type { MadeCall } from './made-calls.ts';

useBrowser();

/** Every call of the ledger. */
const ALL = 'service=shop&service=agents';

const FAILED: ReadonlySet<string> = new Set(['throttled', 'filtered', 'serverError', 'noAnswer', 'clientError']);

interface Sum {
  readonly calls: number;
  readonly failed: number;
  readonly throttled: number;
  readonly input: number;
  readonly cached: number;
  readonly output: number;
  readonly retries: number;
  readonly cost: number;
  readonly unpriced: number;
}

function sumUp(calls: readonly MadeCall[]): Sum {
  const add = (read: (call: MadeCall) => number | undefined): number =>
    calls.reduce((sum, call) => sum + (read(call) ?? 0), 0);
  return {
    calls: calls.length,
    failed: add(({ result }) => Number(FAILED.has(result))),
    throttled: add(({ result }) => Number(result === 'throttled')),
    input: add(({ input }) => input),
    cached: add(({ cached }) => cached),
    output: add(({ output }) => output),
    retries: add(({ retries }) => retries),
    cost: add(({ cost }) => cost),
    // A call that was answered, in whole or in part, and has no cost.
    unpriced: add(({ result, cost }) => Number(!FAILED.has(result) && cost === undefined)),
  };
}

function groupBy(key: (call: MadeCall) => string): [name: string, sum: Sum][] {
  return [...Map.groupBy(stage().made, key)].map(([name, calls]) => [name, sumUp(calls)]);
}

test('the numbers at the top are those of the ledger', async () => {
  const total = sumUp(stage().made);
  const page = await openPage(`/?${ALL}`);
  const figures = await readFigures(page);
  expect(figures['Cost, list price']!.value).toBe(formatCost(total));
  expect(figures['Cost, list price']!.note).toContain(`${total.unpriced} unpriced`);
  expect(figures['Calls']!.value).toBe(formatCount(total.calls));
  expect(figures['Failed']!.value).toBe(`${((total.failed / total.calls) * 100).toFixed(2)} %`);
  expect(figures['Failed']!.note).toBe(`${total.failed} calls, ${total.throttled} throttled`);
  expect(figures['Tokens']!.value).toBe(formatShort(total.input + total.output));
  expect(figures['Tokens']!.note).toContain(`${Math.round((total.cached / total.input) * 100)} % cached`);
  const answered = stage().made.filter(({ result }) => result === 'ok').length;
  expect(figures['Time to answer, p95']!.note).toContain(`${answered} calls`);
  expect(figures['Calls not traced']!.value).toBe('1');
});

test('the table of deployments has the numbers of the ledger', async () => {
  const page = await openPage(`/?${ALL}`);
  const rows = await readTable(page, 'section[aria-label="Deployments"] table');
  const seen = rows.map((row) => [row['Deployment'], row['Calls'], row['429'], row['Tokens'], row['Cost']]);
  const expected = groupBy(({ deployment }) => deployment).map(([name, sum]) => {
    const missing = sum.cost > 0 && sum.unpriced > 0 ? ` + ${sum.unpriced} unpriced` : '';
    const throttled = sum.throttled === 0 ? '–' : String(sum.throttled);
    const tokens = formatShort(sum.input + sum.output);
    return [name, String(sum.calls), throttled, tokens, formatCost(sum) + missing];
  });
  expect(seen.toSorted()).toEqual(expected.toSorted());
});

test.each<[group: string, key: (call: MadeCall) => string]>([
  ['tenant', ({ tenant = 'no tenant' }) => tenant],
  ['service', ({ service }) => service],
  ['feature', ({ feature = 'no feature' }) => feature],
])('the cost by %s is that of the ledger', async (group, key) => {
  const page = await openPage(`/?${ALL}`);
  await readFigures(page);
  const name = `${group[0]!.toUpperCase()}${group.slice(1)}`;
  await page.getByRole('button', { name, exact: true }).click();
  const list = page.getByRole('region', { name: `Cost by ${group}` }).locator('.rows li');
  const seen = await list.evaluateAll((items) =>
    items.map((item) => [...item.querySelectorAll('span')].slice(0, 2).map((span) => span.innerText.trim())),
  );
  const expected = groupBy(key).map(([label, sum]) => {
    const missing = sum.cost > 0 && sum.unpriced > 0 ? ` + ${sum.unpriced} unpriced` : '';
    return [label, formatCost(sum) + missing];
  });
  expect(seen.toSorted()).toEqual(expected.toSorted());
});

test('failed calls are counted by their code as in the ledger', async () => {
  const page = await openPage(`/?${ALL}`);
  await readFigures(page);
  const items = await page.getByRole('region', { name: 'Failed calls' }).locator('.legend li').allInnerTexts();
  const count = (word: string): number => Number(/\d+$/.exec(items.find((item) => item.includes(word)) ?? '0')?.[0]);
  const made = (result: string): number => stage().made.filter((call) => call.result === result).length;
  expect(count('throttled')).toBe(made('throttled'));
  expect(count('prompt filtered')).toBe(made('filtered'));
  expect(count('server error')).toBe(made('serverError'));
  expect(count('other error')).toBe(made('clientError'));
});

test('limits and retries are those of the ledger', async () => {
  const total = sumUp(stage().made);
  const page = await openPage(`/limits?${ALL}`);
  const figures = await readFigures(page);
  expect(figures['Throttled, 429']!.value).toBe(String(total.throttled));
  expect(figures['Retries']!.value).toBe(String(total.retries));
  const rows = await readTable(page, 'section[aria-label="Deployments"] table');
  const retries = groupBy(({ deployment }) => deployment).filter(([, sum]) => sum.retries > 0);
  for (const [name, sum] of retries) {
    expect(rows.find(({ Deployment }) => Deployment === name)?.['Retries']).toBe(String(sum.retries));
  }
});

test("the platform's records are compared with the calls that are traced", async () => {
  const page = await openPage('/platform');
  const figures = await readFigures(page);
  expect(figures["Calls in Azure's logs"]!.value).toBe('2');
  expect(figures['Not traced']!.value).toBe('1');
  const [row] = await readTable(page, 'section[aria-label="Latest calls not traced"] table');
  expect(row!['Request id']).toBe('not-traced');
});

test('a filter that is chosen is in the URL, applies to every view, and survives a reload', async () => {
  const own = stage().made.filter(({ deployment }) => deployment === 'handbook');
  const page = await openPage('/');
  const count = async (): Promise<string> => (await readFigures(page))['Calls']!.value;
  await page.getByRole('button', { name: 'Deployment all' }).click();
  await page.getByLabel('handbook', { exact: true }).check();
  await page.waitForURL(/deployment=handbook/);
  await expect.poll(count).toBe(String(own.length));
  await page.keyboard.press('Escape');
  await page.reload();
  await expect.poll(count).toBe(String(own.length));
  await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: 'Calls' }).click();
  await page.getByText(`1 to ${own.length} of ${own.length}`).waitFor();
});

test('the time zone is chosen, and is in the URL', async () => {
  const page = await openPage('/calls?service=agents');
  const first = (): Promise<string> => page.locator('table.calls tbody th').first().innerText();
  await page.locator('table.calls').waitFor();
  const before = await first();
  await page.getByLabel('Time zone').selectOption('Asia/Tokyo');
  await page.waitForURL(/tz=Asia%2FTokyo/);
  await expect.poll(first).not.toBe(before);
});

test('a range without calls says what to do next', async () => {
  const page = await openPage(`/?from=1600000000000&to=1600003600000&${ALL}`);
  await page.getByText('No calls have these values in this time range').waitFor();
  await page.getByRole('link', { name: 'Show the last 30 days' }).click();
  expect((await readFigures(page))['Calls']!.value).toBe(String(stage().made.length));
});

test.each(LOOKS)('every view of a range fits %s', async (_, look) => {
  for (const path of ['/', '/platform', '/limits']) {
    const page: Page = await openPage(path, look);
    await readFigures(page);
  }
});

import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { LOOKS, openPage, readTable, stage, useBrowser } from './browser.ts';
import type { MadeCall } from './made-calls.ts';
import { HOSTILE_DEPLOYMENT } from './stage.ts';

useBrowser();

const COLUMNS = ['Deployment', 'Result', 'Input', 'Cached', 'Output', 'Tenant', 'Service'] as const;

const RESULTS: Readonly<Record<string, string>> = {
  ok: 'answered',
  throttled: '429 throttled',
  filtered: 'prompt filtered',
  serverError: '5xx server error',
  clientError: 'other error',
  cancelled: 'cancelled',
};

/** Writes a call as the table does. */
function expectedRow(call: MadeCall): string[] {
  const count = (value: number | undefined): string => value?.toLocaleString('en') ?? '–';
  const { deployment, result, input, cached, output, tenant = '–', service } = call;
  return [deployment, RESULTS[result]!, count(input), count(cached), count(output), tenant, service];
}

/** Reads the rows of calls, with the first word of their results alone: others follow. */
async function readRows(page: Page): Promise<string[][]> {
  const rows = await readTable(page, 'table.calls');
  return rows.map((row) =>
    COLUMNS.map((name) =>
      name === 'Result' ? Object.values(RESULTS).find((word) => row[name]!.startsWith(word))! : row[name]!,
    ),
  );
}

/** Sorts rows, where the order is not the point. */
function sorted(rows: readonly string[][]): string[] {
  return rows.map((row) => row.join(' | ')).toSorted();
}

test('two pages have every call of the ledger once', async () => {
  const page = await openPage('/calls?service=shop&service=agents');
  const first = await readRows(page);
  await page.getByRole('link', { name: 'Next 50' }).click();
  await page.getByText(/^51 to/).waitFor();
  const second = await readRows(page);
  expect(sorted([...first, ...second])).toEqual(sorted(stage().made.map(expectedRow)));
  await page.goBack();
  await page.getByText('1 to 50, and more').waitFor();
  expect(await readRows(page)).toEqual(first);
});

test.each<[what: string, query: string, isFound: (call: MadeCall) => boolean]>([
  ['an attribute', 'attribute=app.tenant%3Dcontoso', ({ tenant }) => tenant === 'contoso'],
  [
    'a value with quotes and markup',
    `attribute=${encodeURIComponent('app.tenant=fabrikam, "Ltd" & <b>')}`,
    ({ tenant }) => tenant?.startsWith('fabrikam') === true,
  ],
  [
    'two attributes',
    'attribute=app.tenant%3Dcontoso&attribute=gen_ai.request.stream%3Dtrue',
    ({ tenant, stream }) => tenant === 'contoso' && stream,
  ],
  ['a result', 'result=throttled&result=filtered', ({ result }) => result === 'throttled' || result === 'filtered'],
  [
    'a deployment and a tenant',
    'deployment=chat-mini&tenant=northwind',
    (call) => call.deployment === 'chat-mini' && call.tenant === 'northwind',
  ],
  [
    'calls without a tenant',
    'tenant=&service=shop',
    ({ tenant, service }) => tenant === undefined && service === 'shop',
  ],
  ['words of a message', 'text=%22tell+me+a+long+story%22', ({ message }) => message.includes('long story')],
  ['the beginning of a word', 'text=handb*&deployment=handbook', ({ deployment }) => deployment === 'handbook'],
])('a deep link to %s shows exactly these calls, and again after a reload', async (_, query, isFound) => {
  const page = await openPage(`/calls?${query}`);
  const expected = sorted(stage().made.filter(isFound).map(expectedRow));
  expect(expected.length).toBeGreaterThan(0);
  expect(sorted(await readRows(page))).toEqual(expected);
  await page.reload();
  expect(sorted(await readRows(page))).toEqual(expected);
});

test('a search and an attribute that are typed are in the URL, and can be removed', async () => {
  const page = await openPage('/calls');
  await page.getByLabel('Words in calls').fill('story');
  await page.keyboard.press('Enter');
  await page.waitForURL(/text=story/);
  await page.getByText('1 to 1 of 1').waitFor();
  await page.getByLabel('Name of an attribute').fill('app.tenant');
  await page.getByLabel('Its value').fill('contoso');
  await page.keyboard.press('Enter');
  await page.waitForURL(/attribute=app.tenant%3Dcontoso/);
  await page.getByText('No calls have these words or attributes').waitFor();
  await page.getByRole('link', { name: 'Remove app.tenant=contoso' }).click();
  await page.getByText('1 to 1 of 1').waitFor();
  expect(new URL(page.url()).search).toBe('?text=story');
});

test.each<[column: string, cells: string]>([
  ['Cost', 'cost'],
  ['Duration', 'duration'],
  ['Input', 'tokens'],
])('a click on %s sorts by it, and another one turns the order', async (column, sort) => {
  const page = await openPage('/calls?service=shop&tenant=northwind');
  const header = page.getByRole('columnheader', { name: column });
  await header.getByRole('link').click();
  await page.waitForURL(new RegExp(`sort=${sort}`));
  await expect.poll(() => header.getAttribute('aria-sort')).toBe('descending');
  const falling = await readKnown(page, column);
  expect(new Set(falling).size).toBeGreaterThan(1);
  expect(falling).toEqual(falling.toSorted((a, b) => b - a));
  await header.getByRole('link').click();
  await page.waitForURL(/order=asc/);
  await expect.poll(() => header.getAttribute('aria-sort')).toBe('ascending');
  await expect.poll(() => readKnown(page, column)).toEqual(falling.toReversed());
});

/** Reads the numbers of a column; durations in seconds. */
async function readKnown(page: Page, column: string): Promise<number[]> {
  await page.locator('.view:not(.outdated)').waitFor();
  const cells = (await readTable(page, 'table.calls')).map((row) => row[column]!);
  return cells
    .filter((text) => /\d/.test(text))
    .map((text) => Number(text.replaceAll(/[^\d.]/g, '')) / (text.endsWith('ms') ? 1000 : 1));
}

test('the highest cost is first, and calls without a cost are last', async () => {
  const page = await openPage('/calls?sort=cost&service=shop&tenant=northwind');
  const shown = (await readTable(page, 'table.calls')).map(({ Cost }) => Cost!);
  const costs = stage()
    .made.filter(({ service, tenant }) => service === 'shop' && tenant === 'northwind')
    .map(({ cost }) => cost);
  const known = costs.filter((cost) => cost !== undefined);
  const amounts = shown.filter((text) => text.startsWith('$')).map((text) => Number(text.slice(1)));
  expect(amounts).toEqual(amounts.toSorted((a, b) => b - a));
  expect(amounts).toHaveLength(known.length);
  expect(shown.slice(known.length).every((text) => text === '–' || text === 'unpriced')).toBe(true);
});

test('CSV and JSON have exactly the calls of the filter', async () => {
  const page = await openPage('/calls?tenant=northwind&attribute=gen_ai.request.stream%3Dtrue');
  const expected = stage().made.filter(({ tenant, stream }) => tenant === 'northwind' && stream);
  const csv = await download(page, 'CSV');
  expect(csv.trimEnd().split('\r\n')).toHaveLength(expected.length + 1);
  const lines = (await download(page, 'JSON lines')).trimEnd().split('\n');
  const cost = lines.map((line) => (JSON.parse(line) as { cost: number | null }).cost);
  const sum = (values: readonly (number | null | undefined)[]): number =>
    values.reduce<number>((all, one) => all + (one ?? 0), 0);
  expect(cost).toHaveLength(expected.length);
  expect(sum(cost)).toBeCloseTo(sum(expected.map((call) => call.cost)), 12);
});

async function download(page: Page, name: string): Promise<string> {
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name }).click()]);
  return readFile(await file.path(), 'utf8');
}

test.each(LOOKS)('the list fits %s', async (_, look) => {
  const page = await openPage('/calls', look);
  await page.getByRole('cell', { name: HOSTILE_DEPLOYMENT }).first().waitFor();
  expect(await readTable(page, 'table.calls')).toHaveLength(50);
});

test('a link in the list opens the call, and "back" returns to the same filter', async () => {
  const page = await openPage('/calls?deployment=brand-new');
  await page.locator('table.calls tbody th a').click();
  await page.waitForURL(/\/calls\/[0-9a-f]{32}\/[0-9a-f]{16}/);
  await page.getByText('the price table does not have this model').waitFor();
  expect(await page.title()).toBe('Call · Azure OpenAI');
  await page.goBack();
  await page.getByText('1 to 1 of 1').waitFor();
});

import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { GPT_5 } from '../bill/ledger.ts';
import { startTestDashboard } from '../dashboard/start-dashboard.ts';
import { span, storedFile } from '../dashboard/stored-bill.ts';
import { LOOKS, openPage, readTable, useBrowser } from './browser.ts';

useBrowser();

/** Starts a dashboard with the built page, and the bill of March 2026. @returns its URL */
async function startBill(): Promise<string> {
  const { attributes, ...plain } = span();
  const withoutOutput = Object.entries(attributes).filter(([name]) => !name.includes('output'));
  const path = await storedFile([{ ...plain, attributes: Object.fromEntries(withoutOutput) }]);
  const pageFolder = new URL('../../dist/dashboard/', import.meta.url);
  return (await startTestDashboard({ path, pageFolder })).dashboard.url;
}

function heading(page: Page, name: string): Promise<void> {
  return page.getByRole('heading', { name, exact: true }).waitFor();
}

const CHARGES = 'section[aria-label="Charges"] table';

test('the bill has what is traced, counted and billed of each meter, and names the differences', async () => {
  const page = await openPage(`${await startBill()}/bill?month=2026-03`);
  expect(await readTable(page, CHARGES)).toEqual([
    {
      Meter: GPT_5.input.meter,
      'Traced, USD': '0.75',
      'Counted, USD': '1.50',
      Billed: '1.50',
      Currency: 'USD',
      Differences: 'not instrumented +0.75',
    },
    {
      Meter: GPT_5.cachedInput.meter,
      'Traced, USD': '0.05',
      'Counted, USD': '0.10',
      Billed: '0.10',
      Currency: 'USD',
      Differences: 'not instrumented +0.05',
    },
    {
      Meter: GPT_5.output.meter,
      'Traced, USD': '–',
      'Counted, USD': '2.00',
      Billed: '1.80',
      Currency: 'USD',
      Differences: 'not instrumented +2.00\ndiscount or commitment −0.20',
    },
  ]);
  const total = await page.locator(`${CHARGES} tfoot td`).allInnerTexts();
  expect(total.slice(0, 4)).toEqual(['0.80', '3.60', '3.40', 'USD']);
  const differences = await readTable(page, 'section[aria-label="Differences"] table');
  expect(differences.map(({ Difference, Amount }) => [Difference, Amount])).toEqual([
    ['not instrumented', '+2.80'],
    ['discount or commitment', '−0.20'],
  ]);
});

test('prices that differ from the list are beside the command that writes them', async () => {
  const page = await openPage(`${await startBill()}/bill?month=2026-03`);
  const [price, ...others] = await readTable(page, 'section[aria-label="Your prices"] table');
  expect(price).toMatchObject({ Meter: GPT_5.output.meter, 'List, USD': '10.00', Billed: '9.00', Per: '1,000,000' });
  expect(others).toEqual([]);
  await page.getByText('npx azure-openai-otel query bill --month 2026-03 --out prices.json').waitFor();
});

test('the navigation opens the bill of the present month, and buttons other months, which are in the URL', async () => {
  const page = await openPage(`${await startBill()}/bill?month=2026-04`);
  await heading(page, 'April 2026');
  await page.getByRole('button', { name: 'Previous month' }).click();
  await heading(page, 'March 2026');
  await page.waitForURL(/month=2026-03/);
  await page.getByRole('button', { name: 'By day' }).click();
  await expect.poll(async () => (await readTable(page, CHARGES))[0]?.['Day']).toBe('2026-03-10');
  await page.reload();
  expect((await readTable(page, CHARGES))[0]).toMatchObject({ Day: '2026-03-10' });
  await page.getByRole('link', { name: 'Overview' }).click();
  await page.getByRole('link', { name: 'Bill' }).click();
  const present = new Date().toLocaleString('en', { month: 'long', year: 'numeric', timeZone: 'UTC' });
  await heading(page, present);
  expect(await page.getByRole('button', { name: 'Next month' }).isDisabled()).toBe(true);
});

test('a month without charges says how to collect them, and has no amount', async () => {
  const page = await openPage(`${await startBill()}/bill?month=2026-02`);
  await heading(page, 'No charges of February 2026 are stored');
  await page.getByText('npx azure-openai-otel collect costs --output local').waitFor();
  expect(await page.getByRole('main').innerText()).not.toMatch(/0\.0/);
});

test('amortized cost that is not collected is not 0, beside what is traced', async () => {
  const page = await openPage(`${await startBill()}/bill?month=2026-03&type=amortized`);
  await heading(page, 'No charges of March 2026 are stored as amortized cost');
  const rows = await readTable(page, CHARGES);
  expect(rows.map(({ Billed }) => Billed)).toEqual(['–', '–', '–']);
});

test.each(LOOKS)('the bill fits %s', async (_, look) => {
  const page = await openPage(`${await startBill()}/bill?month=2026-03`, look);
  await readTable(page, CHARGES);
});

test('a view whose code cannot be loaded says what to do, and is loaded by its button', async () => {
  const page = await openPage(`${await startBill()}/`, { expected: /Failed to load resource/ });
  await page.route('**/more-views.js', (route) => route.abort());
  await page.getByRole('link', { name: 'Bill' }).click();
  await heading(page, 'The view cannot be loaded.');
  await page.unroute('**/more-views.js');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('heading', { name: /^No charges of/ }).waitFor();
});

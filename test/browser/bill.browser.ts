import type { BrowserContextOptions, Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { startDashboard } from '../../src/dashboard/server.ts';
import { openStore } from '../../src/store/store.ts';
import { GPT_5 } from '../bill/ledger.ts';
import { storedFile } from '../dashboard/stored-bill.ts';
import { LOOKS, openPage, readTable, useBrowser } from './browser.ts';

useBrowser();

/** Opens the view of a dashboard whose file has a bill. */
async function openBill(options?: BrowserContextOptions): Promise<Page> {
  const store = await openStore({ path: await storedFile() });
  const dashboard = await startDashboard({
    store,
    port: 0,
    pageFolder: new URL('../../dist/dashboard/', import.meta.url),
  });
  onTestFinished(async () => {
    await dashboard.close();
    await store.close();
  });
  return openPage(`${dashboard.url}/bill?month=2026-03`, options);
}

const OUTPUT = {
  Meter: GPT_5.output.meter,
  Traced: '$1.00',
  Counted: '$2.00',
  Billed: '$1.80',
  Differences: 'not instrumented +$1.00, discount or commitment −$0.20',
};

test('the view Bill has the three numbers of each meter, and the name of each difference', async () => {
  const page = await openBill();
  const rows = await readTable(page, 'section[aria-label="Bill of 2026-03"] table');
  expect(rows.at(-2)).toEqual(OUTPUT);
  expect(rows.at(-1)).toMatchObject({ Meter: 'Total', Traced: '$1.80', Counted: '$3.60', Billed: '$3.40' });
  const prices = await readTable(page, 'section[aria-label="Prices that differ from the list"] table');
  expect(prices).toEqual([
    { Meter: GPT_5.output.meter, Model: 'gpt-5', List: '$10.00', Billed: '$9.00', Per: '1,000,000' },
  ]);
});

test('the view Bill shows each day of each meter, and other months', async () => {
  const page = await openBill();
  await page.getByRole('button', { name: 'By day' }).click();
  await page.getByRole('columnheader', { name: 'Day' }).waitFor();
  const rows = await readTable(page, 'section[aria-label="Bill of 2026-03"] table');
  expect(rows.at(-2)).toEqual({ Day: '2026-03-10', ...OUTPUT });
  await page.getByRole('link', { name: 'Month before' }).click();
  await page.getByRole('heading', { name: 'No charges of 2026-02 are stored' }).waitFor();
});

test.each(LOOKS)('the view Bill fits %s', async (_, options) => {
  const page = await openBill(options);
  await page.getByRole('heading', { name: 'Bill of 2026-03' }).waitFor();
});

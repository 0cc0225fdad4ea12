import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { findCall, LOOKS, openPage, stage, useBrowser } from './browser.ts';
import { LARGE_TRACE_SPANS } from './stage.ts';

useBrowser();

/** Returns the path of the trace of a call. */
async function findTrace(query: string): Promise<string> {
  return (await findCall(query)).replace(/\/calls\/(\w+)\/.*/, '/traces/$1');
}

/** Reads the rows that the accessibility tree has: level, state and name. */
async function readRows(page: Page): Promise<string[]> {
  return page.locator('.spans [role=row]').evaluateAll((rows) =>
    rows.map((row) => {
      const level = row.getAttribute('aria-level');
      const expanded = row.getAttribute('aria-expanded');
      const state = expanded === null ? '' : expanded === 'true' ? ' open' : ' closed';
      return `${level}${state} ${row.querySelector('a')!.textContent}`;
    }),
  );
}

/** Reads the name of the row that has the focus. */
function readFocus(page: Page): Promise<string> {
  return page.evaluate(() => document.activeElement?.querySelector('a')?.textContent ?? 'none');
}

const RETRIED = 'deployment=chat-mini&attribute=azure.openai.retry.count%3D1';
const OPEN = ['1 open POST /answers', '2 open chat chat-mini', '3 POST', '3 POST'];

test('a trace has its spans, its retries and the sum of its costs', async () => {
  const page = await openPage(await findTrace(RETRIED));
  await page.getByRole('treegrid').waitFor();
  expect(await readRows(page)).toEqual(OPEN);
  const { cost } = stage().made.find(({ retries, result }) => retries === 1 && result === 'ok')!;
  const costs = await page.locator('.spans [role=row] [role=gridcell]:last-child').allInnerTexts();
  const [sum, own] = costs.map((text) => Number(text.replace(/^Σ /, '').replace('$', '')));
  expect([sum, own]).toEqual([Number(cost!.toPrecision(3)), Number(cost!.toPrecision(3))]);
  await page.getByText('1 retry').first().waitFor();
  expect(await page.locator('.spans .retry').count()).toBe(1);
});

test('a stream has a mark at its first chunk', async () => {
  const page = await openPage(await findTrace('deployment=gpt-4o&text=%22What+is+a+span%22'));
  await page.getByRole('treegrid').waitFor();
  expect(await page.locator('.spans .first').count()).toBe(1);
  await page.locator('.spans').getByText('first chunk after').waitFor({ state: 'attached' });
});

test('an unpriced call of a trace is a word in its row and in the sum', async () => {
  const page = await openPage(await findTrace('deployment=brand-new'));
  const cells = page.locator('.spans [role=row] [role=gridcell]:last-child');
  await expect.poll(() => cells.allInnerTexts()).toEqual(['Σ unpriced', 'unpriced', '']);
});

test('the treegrid is used by the keyboard alone', async () => {
  const page = await openPage(await findTrace(RETRIED));
  const grid = page.getByRole('treegrid');
  await grid.waitFor();
  expect(await page.locator('.spans [role=row][tabindex="0"]').count()).toBe(1);
  await grid.locator('[role=row][tabindex="0"]').focus();
  const press = async (key: string, focus: string): Promise<void> => {
    await page.keyboard.press(key);
    await expect.poll(() => readFocus(page)).toBe(focus);
  };
  await press('ArrowDown', 'chat chat-mini');
  await press('End', 'POST');
  await press('ArrowLeft', 'chat chat-mini');
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => readRows(page)).toEqual(['1 open POST /answers', '2 closed chat chat-mini']);
  await press('ArrowLeft', 'POST /answers');
  await press('End', 'chat chat-mini');
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => readRows(page)).toEqual(OPEN);
  await press('ArrowRight', 'POST');
  await press('Home', 'POST /answers');
  await page.keyboard.press('Enter');
  await page.waitForURL(/span=/);
  await page.getByRole('region', { name: 'Attributes' }).waitFor();
  await grid.locator('[role=row][tabindex="0"]').focus();
  await press('ArrowDown', 'chat chat-mini');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/calls\/\w+\/\w+/);
  await page.getByRole('region', { name: 'Cost' }).waitFor();
});

test('Tab leaves the treegrid after one row', async () => {
  const page = await openPage(await findTrace(RETRIED));
  const grid = page.getByRole('treegrid');
  await grid.waitFor();
  await page.getByRole('button', { name: 'Collapse all' }).focus();
  await page.keyboard.press('Tab');
  expect(await readFocus(page)).toBe('POST /answers');
  await page.keyboard.press('Tab');
  expect(await grid.evaluate((element) => element.contains(document.activeElement))).toBe(false);
});

test('10,000 spans are browsed from the first to the last, and few of them are rendered', async () => {
  const page = await openPage(`/traces/${stage().largeTraceId}`);
  const grid = page.getByRole('treegrid');
  await grid.waitFor();
  expect(await grid.getAttribute('aria-rowcount')).toBe(String(LARGE_TRACE_SPANS + 1));
  const rows = page.locator('.spans [role=row]');
  expect(await rows.count()).toBeLessThan(200);
  await grid.locator('[role=row][tabindex="0"]').focus();
  await page.keyboard.press('End');
  const focused = page.locator('.spans [role=row]:focus');
  await expect.poll(() => focused.getAttribute('aria-rowindex')).toBe(String(LARGE_TRACE_SPANS + 1));
  await expect.poll(() => focused.evaluate(isSeen)).toBe(true);
  await page.keyboard.press('PageUp');
  await page.keyboard.press('ArrowUp');
  await expect.poll(() => focused.evaluate(isSeen)).toBe(true);
  await page.keyboard.press('Home');
  await expect.poll(() => focused.getAttribute('aria-rowindex')).toBe('2');
  // The row that has the focus stays, even where it is not seen.
  await grid.evaluate((element) => element.scrollTo(0, 100_000));
  await expect.poll(() => rows.last().getAttribute('aria-rowindex').then(Number)).toBeGreaterThan(3000);
  await expect.poll(() => focused.count()).toBe(1);
  expect(await rows.count()).toBeLessThan(200);
  await page.getByRole('button', { name: 'Collapse all' }).click();
  await expect.poll(() => readRows(page)).toHaveLength(11);
});

/** Reports whether a row is within the box that scrolls, below its heading. */
function isSeen(row: Element): boolean {
  const box = row.closest('[role=treegrid]')!.getBoundingClientRect();
  const { top, bottom } = row.getBoundingClientRect();
  return top >= box.top && bottom <= box.bottom + 1;
}

test('a deep link to a span of a large trace shows it in the middle, with its attributes', async () => {
  const path = `/traces/${stage().largeTraceId}?span=0000000000001389`;
  const page = await openPage(path);
  const current = page.locator('.spans [role=row][aria-current=true]');
  await current.waitFor();
  expect(await current.evaluate(isSeen)).toBe(true);
  expect(await current.locator('a').textContent()).toBe('step 5000');
  await page.getByRole('region', { name: 'Attributes' }).waitFor();
  await page.reload();
  await current.waitFor();
  expect(await current.evaluate(isSeen)).toBe(true);
});

test.each(LOOKS)('a trace fits %s', async (_, look) => {
  const page = await openPage(await findTrace(RETRIED), look);
  await page.getByRole('treegrid').waitFor();
  expect(await readRows(page)).toEqual(OPEN);
});

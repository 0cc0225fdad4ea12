import { type Browser, type BrowserContextOptions, type Page, chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, onTestFinished } from 'vitest';
import { findChromium } from '../../scripts/find-chromium.ts';
import type { CallSummary } from '../../src/store/queries/calls.ts';
import type { Stage } from './stage.ts';

let browser: Browser;

/** Starts a browser for the tests of a file. */
export function useBrowser(): void {
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());
}

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: findChromium()!, args: ['--no-sandbox'] });
}

/** The options that make a page look the same on every machine. */
export const DESKTOP: BrowserContextOptions = {
  viewport: { width: 1440, height: 900 },
  colorScheme: 'light',
  locale: 'en-GB',
  timezoneId: 'Europe/Berlin',
};

export const PHONE: BrowserContextOptions = { ...DESKTOP, viewport: { width: 390, height: 844 } };

/** Widths and schemes in which every view must be whole. */
export const LOOKS: readonly (readonly [name: string, options: BrowserContextOptions])[] = [
  ['a desktop in the light scheme', DESKTOP],
  ['a desktop in the dark scheme', { ...DESKTOP, colorScheme: 'dark' }],
  ['a phone in the light scheme', PHONE],
  ['a phone in the dark scheme', { ...PHONE, colorScheme: 'dark' }],
];

/** The stage that every test sees. */
export function stage(): Stage {
  return inject('stage');
}

interface PageOptions extends BrowserContextOptions {
  /** Messages that the browser logs by itself. */
  readonly expected?: RegExp;
}

/**
 * Opens a path of the stage's dashboard, or the URL of another one. After the test, the page must have logged nothing, thrown nothing, violated no policy, and
 * not be wider than its window.
 */
export async function openPage(path: string, { expected, ...options }: PageOptions = {}): Promise<Page> {
  const context = await browser.newContext({ ...DESKTOP, ...options });
  const page = await context.newPage();
  const problems = watchProblems(page);
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      console.error(`violation of ${violatedDirective} by ${blockedURI}`);
    });
  });
  onTestFinished(async () => {
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    await context.close();
    const unexpected = problems.filter((problem) => !expected?.test(problem));
    expect({ problems: unexpected, overflow }).toEqual({ problems: [], overflow: 0 });
  });
  await page.goto(new URL(path, stage().url).href);
  return page;
}

/** Collects everything that a page complains about. */
export function watchProblems(page: Page): string[] {
  const problems: string[] = [];
  page.on('console', (message) => void problems.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => void problems.push(`error: ${error.message}`));
  page.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (protocol.startsWith('http') && hostname !== '127.0.0.1') problems.push(`request to ${request.url()}`);
  });
  return problems;
}

/** Reads a table of the page: the text of each cell by the title of its column. */
export async function readTable(page: Page, selector: string): Promise<Record<string, string>[]> {
  await page.locator('.view:not(.outdated)').first().waitFor();
  const table = page.locator(selector);
  await table.waitFor();
  return table.evaluate((element) => {
    const text = (cell: Element): string => (cell as HTMLElement).innerText.trim();
    const titles = [...element.querySelectorAll('thead th')].map((cell) => text(cell).replace(/\s*[↑↓]$/, ''));
    return [...element.querySelectorAll('tbody tr')].map((row) =>
      Object.fromEntries([...row.children].map((cell, index) => [titles[index]!, text(cell)])),
    );
  });
}

/** Reads the numbers at the top of a view: value and note by label. */
export async function readFigures(page: Page): Promise<Record<string, { value: string; note: string }>> {
  await page.locator('.view:not(.outdated) .figure').first().waitFor();
  return page.locator('.figure').evaluateAll((figures) =>
    Object.fromEntries(
      figures.map((figure) => {
        const [label, value, note] = [...figure.children].map((child) => (child as HTMLElement).innerText.trim());
        return [label!, { value: value!.replaceAll(/\s+/g, ' '), note: note! }];
      }),
    ),
  );
}

/** Returns the path of the view Call of the newest call that a query of the API finds. */
export async function findCall(query: string): Promise<string> {
  const answer = await fetch(`${stage().url}/api/calls?limit=1&${query}`);
  const { calls } = (await answer.json()) as { calls: CallSummary[] };
  return `/calls/${calls[0]!.traceId}/${calls[0]!.spanId}`;
}

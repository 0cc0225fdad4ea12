import { type Browser, type BrowserContextOptions, type Page, chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, onTestFinished } from 'vitest';
import { findChromium } from '../../scripts/find-chromium.ts';
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

/** The stage that every test sees. */
export function stage(): Stage {
  return inject('stage');
}

/**
 * Opens a path of the dashboard. After the test, the page must have logged nothing, thrown nothing, violated no policy, and
 * not be wider than its window.
 */
export async function openPage(path: string, options: BrowserContextOptions = DESKTOP): Promise<Page> {
  const context = await browser.newContext(options);
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
    expect({ problems, overflow }).toEqual({ problems: [], overflow: 0 });
  });
  await page.goto(stage().url + path);
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

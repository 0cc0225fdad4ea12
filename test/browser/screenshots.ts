// Takes the pictures of the docs: the main views of the demo, after it has filled its store. `npm run screenshots`.
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { BrowserContextOptions } from 'playwright-core';
import { startNode } from '../support/run-app.ts';
import { DESKTOP, launchBrowser, PHONE, watchProblems } from './browser.ts';
import type { CallSummary } from '../../src/store/queries/calls.ts';

const FOLDER = fileURLToPath(new URL('../../docs/images/', import.meta.url));

const SMALL = { ...DESKTOP, viewport: { width: 1280, height: 800 } };

const DARK = { ...SMALL, colorScheme: 'dark' } as const;

/** Finds a call of the demo to show. */
async function findCall(url: string, query: string): Promise<CallSummary> {
  const answer = await fetch(`${url}/api/calls?limit=1&${query}`);
  const [call] = ((await answer.json()) as { calls: CallSummary[] }).calls;
  if (!call) throw new Error(`the demo has no call with ${query}`);
  return call;
}

const demo = startNode(['dist/cli.js', 'demo'], {});
const url = /Dashboard\s+(http:\/\/127\.0\.0\.1:\d+)/.exec(await demo.wrote('Ctrl-C'))![1]!;
const cached = await findCall(url, 'sort=tokens&result=ok');
const retried = await findCall(url, 'attribute=azure.openai.retry.count%3D1&result=ok');
const call = `/calls/${cached.traceId}/${cached.spanId}`;

const PICTURES: readonly (readonly [name: string, path: string, options: BrowserContextOptions])[] = [
  ['overview-light', '/', SMALL],
  ['overview-dark', '/', DARK],
  ['overview-phone', '/', { ...PHONE, colorScheme: 'dark' }],
  ['calls', '/calls', SMALL],
  ['call', call, SMALL],
  ['trace', `/traces/${retried.traceId}`, { ...DARK, viewport: { width: 1280, height: 380 } }],
  ['platform', '/platform', SMALL],
  ['limits', '/limits', DARK],
  ['bill', '/bill', SMALL],
];

mkdirSync(FOLDER, { recursive: true });
const browser = await launchBrowser();
for (const [name, path, options] of PICTURES) {
  const page = await browser.newPage(options);
  const problems = watchProblems(page);
  await page.goto(url + path);
  await page.locator('.view:not(.outdated) section').first().waitFor();
  // Charts are drawn after their panels.
  await page.waitForTimeout(1000);
  await page.screenshot({ path: `${FOLDER}${name}.png` });
  process.stdout.write(`docs/images/${name}.png ${problems.join(' | ')}\n`);
  await page.close();
}
await browser.close();
demo.child.kill('SIGINT');
await demo.ended;

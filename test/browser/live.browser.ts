import { expect, test } from 'vitest';
import { openPage, readTable, stage, useBrowser } from './browser.ts';
import { sendCall } from './stage.ts';

useBrowser();

test('a call appears by itself, and not while updates are paused', async () => {
  const { url } = stage();
  await sendCall(url, { 'app.tenant': 'first' }, 'live');
  const page = await openPage('/calls?service=live&range=15m');
  const readTenants = async (): Promise<string[]> =>
    (await readTable(page, 'table.calls')).map(({ Tenant }) => Tenant!);
  await expect.poll(readTenants).toEqual(['first']);
  await page.getByLabel('Words in calls').fill('half a wor');
  await sendCall(url, { 'app.tenant': 'second' }, 'live');
  await expect.poll(readTenants).toEqual(['second', 'first']);
  // An update leaves alone what the reader is about to type.
  expect(await page.getByLabel('Words in calls').inputValue()).toBe('half a wor');
  await page.getByRole('button', { name: 'Pause live updates' }).click();
  const requests: string[] = [];
  page.on('request', (request) => void requests.push(request.url()));
  // The server has announced the call before the page goes on: it learns of it by the first event of its new connection.
  const changes = await followChanges(url);
  await sendCall(url, { 'app.tenant': 'third' }, 'live');
  await changes.next();
  await page.getByRole('button', { name: 'Resume live updates' }).click();
  await expect.poll(readTenants).toEqual(['third', 'second', 'first']);
  // The first request after the pause is that of the events: nothing was fetched before.
  expect(new URL(requests[0]!).pathname).toBe('/api/changes');
});

/** Reads the events of the server, the first of which is behind it. */
async function followChanges(url: string): Promise<AsyncIterator<unknown>> {
  const { body } = await fetch(`${url}/api/changes`);
  const events = body![Symbol.asyncIterator]();
  await events.next();
  return events;
}

test('what a reader has opened stays open while other calls arrive', async () => {
  const { url } = stage();
  const answer = await fetch(`${url}/api/calls?deployment=brand-new`);
  const { calls } = (await answer.json()) as { calls: { traceId: string; spanId: string; start: number }[] };
  const page = await openPage(`/calls/${calls[0]!.traceId}/${calls[0]!.spanId}`);
  const details = page.getByText('As recorded (JSON)');
  await details.click();
  await sendCall(url, {}, 'live');
  await page.waitForResponse(/\/api\//, { timeout: 10_000 });
  await expect.poll(() => page.getByRole('group', { name: 'recorded response' }).isVisible()).toBe(true);
});

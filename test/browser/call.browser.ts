import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { findCall, LOOKS, openPage, PHONE, readFigures, readTable, stage, useBrowser } from './browser.ts';
import type { MadeCall } from './made-calls.ts';
import { HOSTILE_DEPLOYMENT, HOSTILE_TEXT, type SentAttributes, sendCall, SILENT_SERVICE } from './stage.ts';

useBrowser();

/** Converts a decimal that the page shows to pico-USD; commas and units are left out. */
function pico(text: string): bigint {
  const [, whole = '0', fraction = ''] = /\$?([\d,]+)(?:\.(\d+))?/.exec(text) ?? [];
  return BigInt(whole.replaceAll(',', '') + fraction.padEnd(12, '0'));
}

function findMade(isWanted: (call: MadeCall) => boolean): MadeCall {
  return stage().made.find(isWanted)!;
}

test.each<[what: string, isWanted: (call: MadeCall) => boolean, query: string]>([
  [
    'a cached prompt',
    ({ cached = 0 }) => cached > 0,
    'deployment=handbook&attribute=gen_ai.usage.cache_read.input_tokens%3D1280',
  ],
  ['a model that reasons', ({ deployment }) => deployment === 'reasoning', 'deployment=reasoning'],
  ['a stream', ({ message }) => message === 'What is a span?', 'text=%22What+is+a+span%22'],
])('the arithmetic of %s is exact, and agrees with the ledger', async (_, isWanted, query) => {
  const made = findMade(isWanted);
  const page = await openPage(await findCall(query));
  const lines = await readTable(page, 'table.price');
  const quantities = Object.fromEntries(
    lines.map((line) => [line['Part'], Number(line['Quantity']!.replaceAll(/\D/g, ''))]),
  );
  expect(quantities).toEqual({
    Input: made.input! - made.cached!,
    ...(made.cached! > 0 && { 'Cached input': made.cached }),
    Output: made.output,
  });
  let sum = 0n;
  for (const line of lines) {
    const [tokens, perMillion, usd] = [
      BigInt(quantities[line['Part']!]!),
      pico(line['× price']!),
      pico(line['= USD']!),
    ];
    expect(tokens * perMillion).toBe(usd * 1_000_000n);
    sum += usd;
  }
  expect(pico(await page.locator('table.price tfoot td').innerText())).toBe(sum);
  expect(sum).toBe(BigInt(Math.round(made.cost! * 1e12)));
  const words = await page.getByRole('region', { name: 'Cost' }).innerText();
  expect(words).toMatch(/Price row\s+\S+, global, standard tier/);
  expect(words).toMatch(/read on \d{4}-\d\d-\d\d/);
});

test('a call without a price says so in words, and shows no $0', async () => {
  const page = await openPage(await findCall('deployment=brand-new'));
  expect((await readFigures(page))['Cost']!.value).toBe('unpriced');
  const text = await page.locator('main').innerText();
  expect(text).toContain('Unpriced: the price table does not have this model.');
  expect(text).not.toContain('$0');
});

test.each<[what: string, attributes: SentAttributes, cost: string, words: string[]]>([
  [
    'known in part',
    {
      'azure.openai.cost.absent_reason': 'unpriced_usage',
      'azure.openai.cost.partial': 0.0028,
      'azure.openai.cost.missing': 'web_search',
    },
    '≥ $0.0028',
    ['at least $0.0028', 'Partial: a part of what was used has no price', 'Without a price: web search'],
  ],
  [
    'estimated',
    { cost: 0.5, 'azure.openai.cost.estimated': true, 'gen_ai.usage.cost.output': 0.5 },
    '≈ $0.50',
    ['Estimated: the response does not name its model', 'not stated', 'No built-in row gives these amounts'],
  ],
  [
    'of provisioned throughput',
    { 'azure.openai.cost.absent_reason': 'provisioned' },
    'unpriced',
    ['Unpriced: provisioned throughput is paid by the hour'],
  ],
])('a cost that is %s says so in words', async (what, attributes, cost, words) => {
  await sendCall(stage().url, { ...attributes, 'app.case': what }, 'costs');
  const page = await openPage(await findCall(`attribute=${encodeURIComponent(`app.case=${what}`)}`));
  expect((await readFigures(page))['Cost']!.value).toBe(cost);
  const text = await page.getByRole('region', { name: 'Cost' }).innerText();
  for (const word of words) expect(text).toContain(word);
});

test('a failed call has its error, its retries, and nothing to bill', async () => {
  const page = await openPage(await findCall('result=throttled'));
  const figures = await readFigures(page);
  expect([figures['Cost']!.value, figures['Input tokens']!.value]).toEqual(['–', '–']);
  await page.getByText('HTTP 429').first().waitFor();
  await page.getByRole('group', { name: 'message of the error' }).waitFor();
  const { retries } = findMade(({ result }) => result === 'throttled');
  await page.getByRole('region', { name: 'Result' }).getByText(`${retries} retries`).waitFor();
  const events = page.getByRole('region', { name: 'Events' });
  expect(await events.getByRole('heading', { name: 'azure.openai.retry' }).count()).toBe(retries);
});

test('the messages of a call are those that the application sent', async () => {
  const { message } = findMade(({ deployment, tenant }) => deployment === 'handbook' && tenant === 'contoso');
  const page = await openPage(
    await findCall(`deployment=handbook&text=${encodeURIComponent(`"${message.slice(-20)}"`)}`),
  );
  const request = page.getByRole('region', { name: 'Request' });
  expect(await request.locator('pre').first().textContent()).toBe(message);
  await page.getByText('As recorded (JSON)').click();
  const recorded = await page.getByRole('group', { name: 'recorded response' }).textContent();
  expect(JSON.parse(recorded!)).toMatchObject({
    object: 'chat.completion',
    choices: [{ message: { role: 'assistant' } }],
  });
});

test('a request that was not recorded says how to record it, on a narrow phone too', async () => {
  const look = { ...PHONE, viewport: { width: 360, height: 740 } };
  const page = await openPage(await findCall(`service=${SILENT_SERVICE}&result=ok`), look);
  await page.getByText('CAPTURE_MESSAGE_CONTENT=SPAN_ONLY').waitFor();
  expect(await page.getByRole('group', { name: 'assistant 1' }).textContent()).not.toBe('');
});

test('an answer with markup and 1 MB of text is text, and is folded until all is asked for', async () => {
  const page = await openPage(await findCall(`deployment=${HOSTILE_DEPLOYMENT}`), {
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const response = page.getByRole('region', { name: 'Response' });
  const text = response.getByRole('group', { name: 'assistant 1' });
  expect(await text.textContent()).toHaveLength(65_536);
  expect((await text.textContent())!.startsWith(HOSTILE_TEXT)).toBe(true);
  await response.getByRole('button', { name: 'Show all' }).first().click();
  const whole = await text.textContent();
  expect(whole!.length).toBeGreaterThan(1_000_000);
  expect(whole!.endsWith(HOSTILE_TEXT)).toBe(true);
  await response.getByRole('button', { name: 'Copy assistant 1' }).click();
  await response.getByRole('status').filter({ hasText: 'Copied' }).waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(whole);
  expect(await page.locator('main script, main img').count()).toBe(0);
  expect(await page.title()).toBe('Call · Azure OpenAI');
});

test('the verdicts of a filtered answer name the category that was found', async () => {
  const page = await openPage(
    await findCall('deployment=chat-mini&attribute=gen_ai.response.finish_reasons%3Dcontent_filter'),
  );
  const rows = await readTable(page, 'section[aria-label="Content filter"] table');
  expect(rows.filter(({ Effect }) => Effect!.startsWith('filtered'))).toEqual([
    { Category: 'violence completion', Verdict: 'medium', Effect: 'filtered' },
  ]);
  await page.getByText('answer filtered').waitFor();
});

test("the platform's record of the same request is shown, and only for its call", async () => {
  const page = await openPage(await findCall('deployment=gpt-4o&result=ok'));
  const panel = page.getByRole('region', { name: "Platform's record" });
  const record = JSON.parse((await panel.locator('pre').textContent())!) as { attributes: Record<string, string> };
  expect(await page.getByRole('region', { name: 'Facts' }).innerText()).toContain(
    record.attributes['azure.service.request.id'],
  );
  const other = await openPage(await findCall('deployment=handbook'));
  await other.getByText('No record of Azure has this request id').waitFor();
});

test('attributes are found by words, and lead to the calls that have them', async () => {
  const page = await openPage(await findCall('tenant=northwind&deployment=reasoning'));
  const panel = page.getByRole('region', { name: 'Attributes' });
  await panel.getByLabel('Find an attribute').fill('tenant north');
  await expect.poll(() => panel.locator('dt').allInnerTexts()).toEqual(['app.tenant']);
  await panel.getByRole('link', { name: 'Calls with app.tenant=northwind' }).click();
  await page.getByText(/1 to \d+ of/).waitFor();
  const count = stage().made.filter(({ tenant }) => tenant === 'northwind').length;
  expect(await readTable(page, 'table.calls')).toHaveLength(count);
});

test.each<[fact: string, name: string, isSame: (call: MadeCall) => boolean]>([
  ['deployment', 'gpt-4o', ({ deployment }) => deployment === 'gpt-4o'],
  ['tenant', 'northwind', ({ tenant }) => tenant === 'northwind'],
  ['error code', 'content_filter', ({ result }) => result === 'filtered'],
])('a call leads to the calls of the same %s', async (_, name, isSame) => {
  const page = await openPage(await findCall('deployment=gpt-4o&result=filtered'));
  await page.getByRole('region', { name: 'Facts' }).getByRole('link', { name, exact: true }).click();
  await page.getByText(/1 to \d+ of/).waitFor();
  expect(await readTable(page, 'table.calls')).toHaveLength(stage().made.filter(isSame).length);
});

test('a call that is not stored says so, and what the reason may be', async () => {
  const path = `/calls/${'a'.repeat(32)}/${'b'.repeat(16)}`;
  const page = await openPage(path, { expected: /404/ });
  await page.getByRole('alert').getByText('Nothing is stored').waitFor();
});

test.each(LOOKS)('calls of every kind fit %s', async (_, look) => {
  for (const query of ['deployment=handbook', 'result=throttled', `deployment=${HOSTILE_DEPLOYMENT}`]) {
    const page: Page = await openPage(await findCall(query), look);
    await page.getByRole('treegrid').waitFor();
  }
});

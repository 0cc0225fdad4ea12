import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { file, run } from './support/command.ts';
import { retailItem, startRetailServer } from './support/retail-server.ts';

const OWN_PRICES = fileURLToPath(new URL('../fixtures/pricing/own-prices.json', import.meta.url));

describe('prices check', () => {
  it('prices check warns of rows whose source was read long ago', async () => {
    const old = new Date(Date.now() - 91 * 86_400_000).toISOString().slice(0, 10);
    const rows = file('check.json', [
      { model: 'a', usdPerHour: 1, source: 'S', checked: old },
      { model: 'b', usdPerHour: 1, source: 'S', checked: old },
      { model: 'c', usdPerHour: 1, source: 'S', checked: new Date().toISOString().slice(0, 10) },
      { model: 'd', usdPerHour: 1 },
    ]);
    const { code, out } = await run(['prices', 'check', rows]);
    expect(out).toBe(`${old} (S): a, b\nno date (no source): d\n3 of 4 rows were checked more than 90 days ago.\n`);
    expect(code).toBe(1);
  });

  it('prices check passes rows that are recent enough', async () => {
    expect(await run(['prices', 'check', '--days', '100000'])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^0 of \d+ rows/),
    });
  });

  it('prices check requires a whole number of days', async () => {
    expect(await run(['prices', 'check', '--days', 'many'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('--days must be a whole number'),
    });
  });
});

describe('prices diff', () => {
  it('prices diff prints the changes and additions of a file', async () => {
    const { code, out } = await run(['prices', 'diff', OWN_PRICES]);
    expect(out)
      .toBe(`~ gpt-4o (2024-11-20), global, standard: input 2.5 per 1M tokens; cachedInput 1.25 per 1M tokens; output 10 per 1M tokens -> input 2.125 per 1M tokens; cachedInput 1.0625 per 1M tokens; output 8.5 per 1M tokens
+ our-house-model, global, standard: input 1 per 1M tokens; output 3 per 1M tokens
2 rows compared with the built-in table, 2 differ.
`);
    expect(code).toBe(1);
  });

  it('prices diff finds nothing where prices are the built-in ones, in their zone and region', async () => {
    const rows = file('same.json', [
      {
        model: 'gpt-4.1',
        scope: 'regional',
        regions: ['swedencentral'],
        usdPerMillionTokens: { input: 2.42, cachedInput: 0.605, output: 9.68 },
      },
      {
        model: 'gpt-4.1',
        scope: 'dataZone',
        zones: ['eu'],
        tier: 'batch',
        usdPerMillionTokens: { input: 1.1, output: 4.4 },
      },
      {
        model: 'gpt-4.1',
        scope: 'global',
        fineTuned: true,
        usdPerMillionTokens: { input: 2, cachedInput: 0.5, output: 8 },
      },
    ]);
    expect(await run(['prices', 'diff', rows])).toEqual({
      code: 0,
      out: '3 rows compared with the built-in table, 0 differ.\n',
      err: '',
    });
  });

  it("prices diff without a file prints the changes in Azure's prices of today", async () => {
    await using server = await startRetailServer({
      pages: {
        'Foundry Models': [[retailItem('text-embedding-3-small-glbl Tokens', 0.000015), retailItem('new meter', 1)]],
      },
    });
    const { code, out, err } = await run(['prices', 'diff', '--url', server.url]);
    expect(out).toContain(
      '~ text-embedding-3-small (1), global, standard: input 0.02 per 1M tokens -> input 0.015 per 1M tokens\n',
    );
    expect(err).toContain('new meter');
    expect(code).toBe(1);
  });
});

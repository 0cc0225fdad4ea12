import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadPrices } from '../../src/pricing/index.ts';
import { FOLDER, file, json, run } from './support/command.ts';
import { retailItem, startRetailServer } from './support/retail-server.ts';

const OWN_PRICES = fileURLToPath(new URL('../fixtures/pricing/own-prices.json', import.meta.url));

describe('--json', () => {
  it('prices show --json prints the call and the row that prices it', async () => {
    const { code, out, err } = await run([
      'prices',
      'show',
      'o3-pro-2025-06-10',
      '--type',
      'GlobalBatch',
      '--region',
      'East US',
      '--at',
      '2026-11-01',
      '--json',
    ]);
    expect([code, err]).toEqual([0, '']);
    const { price, rows, ...call } = json(out);
    expect(call).toEqual({
      currency: 'USD',
      model: 'o3-pro-2025-06-10',
      deploymentType: 'GlobalBatch',
      serviceTier: 'default',
      region: 'eastus',
      at: '2026-11-01T00:00:00.000Z',
    });
    expect(price).toMatchObject({ model: 'o3-pro', tier: 'batch', usdPerMillionTokens: { input: 10, output: 40 } });
    expect(rows).toContainEqual(price);
    expect(rows).toHaveLength(2);
  });

  it('prices show --json prints the reason where no row prices the call', async () => {
    const elsewhere = await run(['prices', 'show', 'gpt-4.1', '--type', 'Standard', '--json']);
    expect(elsewhere).toMatchObject({ code: 1, err: '' });
    expect(json(elsewhere.out)).toMatchObject({ reason: 'region_needed' });
    expect(json(elsewhere.out)).not.toHaveProperty('price');
    const unknown = await run(['prices', 'show', 'unheard-of', '--json']);
    expect(unknown).toMatchObject({ code: 1, err: expect.stringContaining('No row answers to "unheard-of"') });
    expect(json(unknown.out)).toMatchObject({ reason: 'unknown_model', rows: [] });
  });

  it('prices check --json prints the old rows', async () => {
    const rows = file('json.json', [
      { model: 'a', usdPerHour: 1, checked: '2020-01-01' },
      { model: 'b', usdPerHour: 1, checked: '2999-01-01' },
    ]);
    const { code, out } = await run(['prices', 'check', rows, '--json']);
    expect(code).toBe(1);
    expect(json(out)).toEqual({
      checkedBefore: new Date(Date.now() - 90 * 86_400_000).toISOString().slice(0, 10),
      total: 2,
      rows: [
        {
          model: 'a',
          undated: true,
          fineTuned: false,
          scope: 'global',
          tier: 'standard',
          usdPerHour: 1,
          checked: '2020-01-01',
        },
      ],
    });
  });

  it('prices diff --json prints the changes', async () => {
    const { code, out, err } = await run(['prices', 'diff', OWN_PRICES, '--json']);
    expect([code, err]).toEqual([1, '']);
    expect(json(out)).toMatchObject({
      currency: 'USD',
      total: 2,
      changes: [
        {
          change: 'changed',
          row: { usdPerMillionTokens: { input: 2.125 } },
          builtIn: { usdPerMillionTokens: { input: 2.5 } },
        },
        { change: 'added', row: { model: 'our-house-model' } },
      ],
    });
  });

  it('prices refresh and diff with --json print the report, and nothing on standard error', async () => {
    const items = [retailItem('text-embedding-3-small-glbl Tokens', 0.000015), retailItem('new meter', 1)];
    await using server = await startRetailServer({ pages: { 'Foundry Models': [items] } });
    const out = join(FOLDER, 'refreshed.json');
    const refreshed = await run(['prices', 'refresh', '--out', out, '--url', server.url, '--json']);
    expect(refreshed).toMatchObject({ code: 0, err: '' });
    const { checked, ...report } = json(refreshed.out);
    expect(report).toEqual({
      out,
      region: 'eastus2',
      total: 1,
      leftOut: [],
      unknownMeters: [expect.objectContaining({ meterName: 'new meter', retailPrice: 1 })],
    });
    expect(new Date(checked).toISOString()).toBe(checked);
    const diff = await run(['prices', 'diff', '--url', server.url, '--json']);
    expect(diff).toMatchObject({ code: 1, err: '' });
    expect(json(diff.out)).toMatchObject({ total: 1, leftOut: [], unknownMeters: [{ meterName: 'new meter' }] });
  });

  it('prices list --json prints rows that are valid prices', async () => {
    const { rows } = json((await run(['prices', 'show', 'gpt-4o', '--json'])).out);
    expect(loadPrices(file('shown.json', rows))).toEqual(rows);
  });

  it('the help of each verb and docs/pricing.md have every field of its JSON', async () => {
    const page = readFileSync(new URL('../../docs/pricing.md', import.meta.url), 'utf8');
    for (const args of [['list'], ['show', 'o3'], ['check'], ['diff', OWN_PRICES]]) {
      const help = await run(['prices', args[0]!, '--help']);
      for (const name of Object.keys(json((await run(['prices', ...args, '--json'])).out))) {
        expect(help.out).toMatch(new RegExp(`[{ ]${name}[, ]`));
        expect(page.includes(`\`${name}\``), name).toBe(true);
      }
    }
  });
});

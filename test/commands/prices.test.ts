import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { run } from './support/command.ts';
import { retailItem, startRetailServer } from './support/retail-server.ts';

const OWN_PRICES = fileURLToPath(new URL('../fixtures/pricing/own-prices.json', import.meta.url));
const FOLDER = mkdtempSync(join(tmpdir(), 'commands-'));

function file(name: string, rows: unknown): string {
  const path = join(FOLDER, name);
  writeFileSync(path, JSON.stringify(rows));
  return path;
}

describe('prices show', () => {
  it('shows the rows of a name, and marks the one that prices a call', async () => {
    const { code, out } = await run(['prices', 'show', 'o3-pro-2025-06-10', '--deployment-type', 'GlobalBatch']);
    expect(code).toBe(0);
    expect(out).toBe(`  o3-pro (2025-06-10), global, standard
      input 20 per 1M tokens
      output 80 per 1M tokens
      source: Azure Retail Prices API, meters effective 2026-06-01, recorded in guygregory/modelmeters.com monthly/partial/2026-06-01.ndjson (2026-06-01)
* o3-pro (2025-06-10), global, batch
      input 10 per 1M tokens
      output 40 per 1M tokens
      source: Azure Retail Prices API, meters effective 2026-06-01, recorded in guygregory/modelmeters.com monthly/partial/2026-06-01.ndjson (2026-06-01)
`);
  });

  it('shows every kind of price, and how it came about', async () => {
    const { out: image } = await run(['prices', 'show', 'dall-e-3']);
    expect(image).toContain('      hd 1792x1024 0.12 per image\n      computed: LiteLLM');
    const { out: speech } = await run(['prices', 'show', 'tts-1']);
    expect(speech).toContain('      15 per 1M characters\n');
    const { out: audio } = await run([
      'prices',
      'show',
      'whisper',
      '--deployment-type',
      'Standard',
      '--region',
      'northeurope',
    ]);
    expect(audio).toContain('* whisper, regional northeurope, standard\n      0.4752 per hour of audio\n');
    const { out: long } = await run(['prices', 'show', 'gpt-6-luna', '--service-tier', 'flex']);
    expect(long).toContain(
      '      above 272000 input tokens: input 0.1, cachedInput 0.01, cacheWrite 0.125, output 0.375\n',
    );
  });

  it('shows own rows before the built-in ones', async () => {
    const { out } = await run(['prices', 'show', 'gpt-4o', '--prices', OWN_PRICES]);
    expect(out.split('\n').slice(0, 2)).toEqual([
      '* gpt-4o (2024-11-20), global, standard',
      '      input 2.125 per 1M tokens',
    ]);
    expect(out.match(/^\*/gm)).toHaveLength(1);
  });

  it('shows the row of a fine-tuned model', async () => {
    const { code, out } = await run(['prices', 'show', 'gpt-4o-2024-08-06.ft-123']);
    expect(code).toBe(0);
    expect(out).toContain('* gpt-4o (2024-08-06) fine-tuned, global, standard');
  });

  it('tells that a name has no row, and which names are like it', async () => {
    const { code, err } = await run(['prices', 'show', 'o3-pro-eastus']);
    expect(code).toBe(1);
    expect(err).toBe('No row answers to "o3-pro-eastus". There is o3, o3-pro.\n');
    expect((await run(['prices', 'show', 'unheard-of'])).err).toBe(
      'No row answers to "unheard-of". Names must match exactly; "prices list" has them all.\n',
    );
  });

  it('tells that no row prices such a call', async () => {
    const { code, out } = await run(['prices', 'show', 'gpt-6-sol', '--deployment-type', 'DataZoneStandard']);
    expect(code).toBe(1);
    expect(out).toContain(
      'None of them prices such a call (region_needed): see --deployment-type, --region, --service-tier and --at.\n',
    );
  });
});

describe('prices check', () => {
  it('warns of rows whose source was read long ago', async () => {
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

  it('is content with rows that are young enough', async () => {
    expect(await run(['prices', 'check', '--days', '100000'])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^0 of \d+ rows/),
    });
  });

  it('wants a whole number of days', async () => {
    expect(await run(['prices', 'check', '--days', 'many'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('--days must be a whole number'),
    });
  });
});

describe('prices diff', () => {
  it('shows what a file changes and adds', async () => {
    const { code, out } = await run(['prices', 'diff', OWN_PRICES]);
    expect(out)
      .toBe(`~ gpt-4o (2024-11-20), global, standard: input 2.5 per 1M tokens; cachedInput 1.25 per 1M tokens; output 10 per 1M tokens -> input 2.125 per 1M tokens; cachedInput 1.0625 per 1M tokens; output 8.5 per 1M tokens
+ our-house-model, global, standard: input 1 per 1M tokens; output 3 per 1M tokens
2 rows compared with the built-in table, 2 differ.
`);
    expect(code).toBe(1);
  });

  it('finds nothing where prices are as built in, in their zone and region', async () => {
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

  it("without a file, shows what Azure's prices of today change", async () => {
    await using server = await startRetailServer({
      pages: {
        'Foundry Models': [[retailItem('text-embedding-3-small-glbl Tokens', 0.000015), retailItem('new meter', 1)]],
      },
    });
    const { code, out, err } = await run(['prices', 'diff', '--url', server.url]);
    expect(out).toContain(
      '~ text-embedding-3-small, global, standard: input 0.02 per 1M tokens -> input 0.015 per 1M tokens\n',
    );
    expect(err).toContain('new meter');
    expect(code).toBe(1);
  });
});

describe('the command line', () => {
  it('a file that is wrong is told without a stack', async () => {
    const { code, err } = await run(['prices', 'diff', file('wrong.json', [{ model: 'm' }])]);
    expect(code).toBe(1);
    expect(err).toMatch(/row 0 \(m\): has no price/);
    expect(err).not.toContain('    at ');
  });

  it('show wants a model', async () => {
    expect(await run(['prices', 'show'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('Usage: azure-openai-otel prices show <model>'),
    });
  });
});

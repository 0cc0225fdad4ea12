import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { calculateCost, loadPrices } from '../../src/pricing/index.ts';
import type { RetailItem } from '../../src/pricing/retail/retail-items.ts';
import { run } from './support/command.ts';
import { GPT_4_1, OUT, refresh } from './support/refresh.ts';
import { retailItem, startRetailServer } from './support/retail-server.ts';

const RECORDED = JSON.parse(
  readFileSync(new URL('../fixtures/pricing/retail-items.json', import.meta.url), 'utf8'),
) as RetailItem[];
describe('prices refresh', () => {
  it('prices refresh reads every page of a region, and writes rows of the known meters', async () => {
    const { code, err, filters } = await refresh({
      pages: { 'Foundry Models': [GPT_4_1.slice(0, 1), GPT_4_1.slice(1, 2), GPT_4_1.slice(2)] },
    });
    expect(err).toBe(`1 rows written to ${OUT}.\n`);
    expect(code).toBe(0);
    expect(filters).toHaveLength(3);
    expect(new Set(filters)).toEqual(
      new Set(["serviceName eq 'Foundry Models' and armRegionName eq 'eastus2' and priceType eq 'Consumption'"]),
    );
    expect(loadPrices(OUT)).toEqual([
      {
        model: 'gpt-4.1',
        versions: ['2025-04-14'],
        undated: true,
        scope: 'global',
        tier: 'standard',
        usdPerMillionTokens: { input: 1.8, cachedInput: 0.45, output: 7.2 },
        source: 'Azure Retail Prices API, eastus2',
        checked: new Date().toISOString().slice(0, 10),
      },
    ]);
    const usage = { prompt_tokens: 1000, completion_tokens: 100, prompt_tokens_details: { cached_tokens: 400 } };
    expect(calculateCost(usage, 'gpt-4.1-2025-04-14', { prices: loadPrices(OUT) }).total).toBe(0.00198);
  });

  it('prices refresh uses the old name of the service where the new one has no prices', async () => {
    const { code, filters } = await refresh({ pages: { 'Cognitive Services': [GPT_4_1] } });
    expect(code).toBe(0);
    expect(filters.map((filter) => /'(.+?)'/.exec(filter)?.[1])).toEqual(['Foundry Models', 'Cognitive Services']);
  });

  it('prices refresh uses the old name of the service where the new one has prices of other products alone', async () => {
    const other = retailItem('Grok-4 Inp glbl Tokens', 0.003, { productName: 'Azure Grok Models' });
    const { err } = await refresh({ pages: { 'Foundry Models': [[other]], 'Cognitive Services': [GPT_4_1] } });
    expect(err).toBe(`1 rows written to ${OUT}.\n`);
  });

  it('prices refresh follows a link without a host', async () => {
    const pages = { 'Foundry Models': [GPT_4_1.slice(0, 1), GPT_4_1.slice(1)] };
    const { err } = await refresh({ pages, link: (query) => `/api/retail/prices?${query}` });
    expect(err).toBe(`1 rows written to ${OUT}.\n`);
  });

  it('prices refresh rounds prices to six decimals', async () => {
    const items = [
      retailItem('file-search-tool-calls-glbl Calls', 0.0333, { unitOfMeasure: '1' }),
      retailItem('Speech-to-Text-Batch-Whisper-glbl Unit', 0.1 + 0.2, { unitOfMeasure: '1 Hour' }),
    ];
    const { err } = await refresh({ pages: { 'Foundry Models': [items] } });
    expect(err).toBe(`2 rows written to ${OUT}.\n`);
    expect(loadPrices(OUT)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ usdPerThousandCalls: 33.3 }),
        expect.objectContaining({ usdPerHour: 0.3 }),
      ]),
    );
  });

  it('prices refresh waits and retries when it is throttled', async () => {
    const { code, filters } = await refresh({ pages: { 'Foundry Models': [GPT_4_1] }, statuses: [429, 503, 429] });
    expect(code).toBe(0);
    expect(filters).toHaveLength(4);
  });

  it('prices refresh separates prices of the region from those of its data zone and of the world', async () => {
    const meters = (kind: string, zoneKind: string) => [
      retailItem(`gpt 4.1 mini Inp ${kind} Tokens`, 0.000484),
      retailItem(`gpt 4.1 mini cached Inp ${zoneKind} Tokens`, 0.000121),
      retailItem(`gpt 4.1 mini Outp ${kind} Tokens`, 0.001936),
    ];
    await refresh(
      { pages: { 'Foundry Models': [[...meters('regnl', 'regnl'), ...meters('Data Zone', 'DZone')]] } },
      '--region',
      'swedencentral',
    );
    expect(loadPrices(OUT)).toMatchObject([
      { model: 'gpt-4.1-mini', scope: 'dataZone', zones: ['eu'] },
      { model: 'gpt-4.1-mini', scope: 'regional', regions: ['swedencentral'] },
    ]);
  });

  it('prices refresh reads meters per thousand, per million and per hour, and long-context meters', async () => {
    const long = (band: string, prices: readonly [number, number, number, number]) =>
      ['Inp', 'Cd Inp', 'Cd Wr', 'Opt'].map((word, index) =>
        retailItem(`6-luna ${band} ${word} Std Gl 1M Tokens`, prices[index] ?? 0, {
          unitOfMeasure: '1M',
          productName: 'Azure OpenAI GPT6',
        }),
      );
    const items = [
      ...long('ShortCo', [0.1, 0.01, 0.125, 0.5]),
      ...long('LongCo', [0.2, 0.02, 0.25, 0.75]),
      retailItem('Speech-to-Text-Batch-Whisper-glbl Unit', 0.36, { unitOfMeasure: '1 Hour' }),
      retailItem('gpt 4o mini 0718 cached Inp Data Zone Tokens', 0.000083),
      retailItem('gpt 4o mini 0718 Inp Data Zone Tokens', 0.000249),
      retailItem('gpt 4o mini 0718 Outp Data Zone Tokens', 0.00066),
    ];
    await refresh({ pages: { 'Foundry Models': [items] } });
    expect(loadPrices(OUT)).toMatchObject([
      {
        model: 'gpt-6-luna',
        usdPerMillionTokens: { input: 0.1, cachedInput: 0.01, cacheWrite: 0.125, output: 0.5 },
        longContext: {
          above: 272_000,
          usdPerMillionTokens: { input: 0.2, cachedInput: 0.02, cacheWrite: 0.25, output: 0.75 },
        },
      },
      { model: 'gpt-4o-mini', usdPerMillionTokens: { input: 0.249, cachedInput: 0.083, output: 0.66 } },
      { model: 'whisper', usdPerHour: 0.36 },
    ]);
  });

  it('prices refresh takes the price in force, not a future one', async () => {
    const next = { effectiveStartDate: '2999-01-01T00:00:00Z' };
    const last = { effectiveStartDate: '2026-01-01T00:00:00Z' };
    const items = [
      ...GPT_4_1,
      retailItem('gpt 4.1 Inp glbl Tokens', 9, next),
      retailItem('gpt 4.1 Outp glbl Tokens', 0.006, last),
    ];
    await refresh({ pages: { 'Foundry Models': [items] } });
    expect(loadPrices(OUT)).toMatchObject([{ usdPerMillionTokens: { input: 1.8, output: 6 } }]);
  });

  it('prices refresh writes to standard output if requested', async () => {
    await using server = await startRetailServer({ pages: { 'Foundry Models': [GPT_4_1] } });
    const { out, err } = await run(['prices', 'refresh', '--out', '-'], {
      AZURE_OPENAI_OTEL_RETAIL_PRICES_URL: server.url,
    });
    expect(JSON.parse(out)).toMatchObject({ prices: [{ model: 'gpt-4.1' }] });
    expect(err).toBe('1 rows.\n');
  });
});

describe('unknown and ambiguous meters', () => {
  it('prices refresh reports every unknown meter', async () => {
    const unknown = retailItem('gpt 9 mega Inp glbl 1M Tokens', 3, {
      productName: 'Azure OpenAI GPT9',
      unitOfMeasure: '1M',
    });
    const { code, err } = await refresh({ pages: { 'Foundry Models': [[...GPT_4_1, unknown]] } });
    expect(code).toBe(0);
    expect(err).toContain(
      '1 meters not known, and not used:\n  Azure OpenAI GPT9 · gpt 9 mega Inp glbl 1M Tokens · 3 per 1M\n',
    );
  });

  it('prices refresh ignores meters that are not prices of calls, and those of other products', async () => {
    const others = [
      retailItem('Provisioned Managed Global Unit', 1, { unitOfMeasure: '1/Hour' }),
      retailItem('gpt-4.1 FT Training global Tokens', 0.025),
      retailItem('Grok-4 Inp glbl Tokens', 0.003, { productName: 'Azure Grok Models' }),
    ];
    const { err } = await refresh({ pages: { 'Foundry Models': [[...GPT_4_1, ...others]] } });
    expect(err).toBe(`1 rows written to ${OUT}.\n`);
  });

  it.each<[why: string, items: RetailItem[], reason: string]>([
    ['a meter is missing', GPT_4_1.slice(0, 2), 'gpt-4.1-2025-04-14, global, standard: output has no meter'],
    [
      'a meter has two prices',
      [...GPT_4_1, retailItem('gpt 4.1 Outp glbl Tokens', 0.00001)],
      'gpt-4.1-2025-04-14, global, standard: output has several prices (7.2, 0.01)',
    ],
    [
      'a meter has another unit',
      [...GPT_4_1.slice(0, 2), retailItem('gpt 4.1 Outp glbl Tokens', 8, { unitOfMeasure: '1/Hour' })],
      'gpt-4.1-2025-04-14, global, standard: output is measured in 1/Hour',
    ],
  ])('prices refresh leaves a row out and reports it if %s', async (_why, items, reason) => {
    const { err } = await refresh({ pages: { 'Foundry Models': [items] } });
    expect(err).toBe(`0 rows written to ${OUT}.\n\n1 rows left out:\n  ${reason}\n`);
    expect(loadPrices(OUT)).toEqual([]);
  });

  it('prices refresh reads items that Azure really sent', async () => {
    const { err } = await refresh({ pages: { 'Cognitive Services': [RECORDED.slice(0, 5), RECORDED.slice(5)] } });
    expect(err).not.toContain('not known');
    expect(loadPrices(OUT).map(({ model }) => model)).toEqual(['text-embedding-ada-002']);
  });
});

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  type Price,
  InvalidPricesError,
  calculateCost,
  findPrice,
  loadPrices,
  validatePrices,
} from '../../src/pricing/index.ts';

const FILE = fileURLToPath(new URL('../fixtures/pricing/own-prices.json', import.meta.url));
const USAGE = { prompt_tokens: 1000, completion_tokens: 500 };

describe('own prices take precedence', () => {
  it('own prices take precedence for the model and version that they name', () => {
    const prices = loadPrices(FILE);
    expect(calculateCost(USAGE, 'gpt-4o', { prices }).total).toBe(0.006375);
    expect(calculateCost(USAGE, 'gpt-4o-2024-11-20', { prices }).total).toBe(0.006375);
    expect(calculateCost(USAGE, 'our-house-model', { prices }).total).toBe(0.0025);
  });

  it('own prices leave every other model to the built-in ones', () => {
    const prices = loadPrices(FILE);
    expect(calculateCost(USAGE, 'gpt-4o-2024-05-13', { prices }).total).toBe(0.0125);
    expect(calculateCost(USAGE, 'gpt-4o', { prices, deploymentType: 'GlobalBatch' }).total).toBe(0.00375);
    expect(calculateCost(USAGE, 'gpt-4o', { prices, deploymentType: 'DataZoneStandard' }).total).toBe(0.00825);
  });

  it('the first own row that fits takes precedence', () => {
    const prices: Price[] = [
      { model: 'm', until: '2026-01-01', usdPerMillionTokens: { input: 1 } },
      { model: 'm', usdPerMillionTokens: { input: 2 } },
      { model: 'm', usdPerMillionTokens: { input: 3 } },
    ];
    expect(findPrice('m', { prices, at: new Date('2025-06-01') })).toBe(prices[0]);
    expect(findPrice('m', { prices, at: new Date('2026-06-01') })).toBe(prices[1]);
  });

  it('the reason names the gap in own rows if no other row has the name', () => {
    expect(calculateCost(USAGE, 'our-house-model', { prices: loadPrices(FILE), serviceTier: 'flex' }).reason).toBe(
      'no_price_for_service_tier',
    );
  });

  it('one array of own prices may serve many calls, and other arrays other calls', () => {
    const cheap: Price[] = [{ model: 'gpt-4o', usdPerMillionTokens: { input: 1, output: 1 } }];
    expect(calculateCost(USAGE, 'gpt-4o', { prices: cheap }).total).toBe(0.0015);
    expect(calculateCost(USAGE, 'gpt-4o').total).toBe(0.0075);
    expect(calculateCost(USAGE, 'gpt-4o', { prices: cheap }).total).toBe(0.0015);
  });
});

describe('invalid own prices', () => {
  it.each<[problem: string, row: unknown]>([
    ['row 0: model is missing', { usdPerMillionTokens: { input: 1 } }],
    [
      'row 0 (m): has no price: give usdPerMillionTokens, images, usdPerMillionCharacters, usdPerHour or usdPerThousandCalls',
      { model: 'm' },
    ],
    [
      'row 0 (m): usdPerMillionTokens.input must be an amount from 0 to 9000 with at most six decimals, not "2.5"',
      { model: 'm', usdPerMillionTokens: { input: '2.5' } },
    ],
    [
      'row 0 (m): usdPerMillionTokens.input must be an amount from 0 to 9000 with at most six decimals, not -1',
      { model: 'm', usdPerMillionTokens: { input: -1 } },
    ],
    [
      'row 0 (m): usdPerMillionTokens.input must be an amount from 0 to 9000 with at most six decimals, not 1e-7',
      { model: 'm', usdPerMillionTokens: { input: 0.0000001 } },
    ],
    [
      'row 0 (m): usdPerMillionTokens.input must be an amount from 0 to 9000 with at most six decimals, not Infinity',
      { model: 'm', usdPerMillionTokens: { input: Infinity } },
    ],
    [
      'row 0 (m): usdPerMillionTokens.ouput is not a known field (input, cachedInput, cacheWrite, output, audioInput, cachedAudioInput, audioOutput, imageInput, cachedImageInput, imageOutput)',
      { model: 'm', usdPerMillionTokens: { ouput: 1 } },
    ],
    [
      'row 0 (m): tier must be one of standard, priority, flex, batch, not "turbo"',
      { model: 'm', tier: 'turbo', usdPerHour: 1 },
    ],
    [
      'row 0 (m): zones[1] must be one of us, eu, apac, not "uk"',
      { model: 'm', scope: 'dataZone', zones: ['us', 'uk'], usdPerHour: 1 },
    ],
    ["row 0 (m): zones are only for scope 'dataZone'", { model: 'm', zones: ['us'], usdPerHour: 1 }],
    ['row 0 (m): versions must be a list that is not empty, not []', { model: 'm', versions: [], usdPerHour: 1 }],
    [
      'row 0 (m): effective must be a day as YYYY-MM-DD, not "2026-02-30"',
      { model: 'm', effective: '2026-02-30', usdPerHour: 1 },
    ],
    [
      'row 0 (m): until must be later than effective',
      { model: 'm', effective: '2026-02-01', until: '2026-02-01', usdPerHour: 1 },
    ],
    [
      'row 0 (m): longContext.above must be a positive whole number, not 0',
      { model: 'm', longContext: { above: 0, usdPerMillionTokens: {} }, usdPerHour: 1 },
    ],
    ['row 0: it must be an object, not null', null],
  ])('invalid own prices are refused: %s', (problem, row) => {
    expect(findProblems(() => validatePrices([row]))).toEqual([problem]);
  });

  it('all problems of own prices are reported together, with the source of the rows', () => {
    const rows = [{ model: 'a' }, { model: 'b', usdPerHour: 1 }, { model: 'c', usdPerHour: -1, undated: 'yes' }];
    expect(() => validatePrices(rows, 'the option "prices"')).toThrow(
      new InvalidPricesError('the option "prices"', [
        'row 0 (a): has no price: give usdPerMillionTokens, images, usdPerMillionCharacters, usdPerHour or usdPerThousandCalls',
        'row 2 (c): usdPerHour must be an amount from 0 to 9000 with at most six decimals, not -1',
        'row 2 (c): undated must be true or false, not "yes"',
      ]),
    );
  });

  it('a value that is not a list of rows is refused', () => {
    expect(findProblems(() => validatePrices({ model: 'm' }))).toEqual(['must be an array of rows, not object']);
  });
});

describe('a file of prices', () => {
  const folder = mkdtempSync(join(tmpdir(), 'prices-'));

  it.each([
    ['does not exist', undefined, /missing\.json cannot be used as a price table:\n {2}cannot be read: ENOENT/],
    ['is not JSON', '{ "prices": [', /is not JSON/],
    ['holds no rows', '{ "rows": [] }', /must be \{ "prices": \[ …rows \] \} or an array of rows/],
    ['holds null', 'null', /must be \{ "prices"/],
    ['holds a wrong row', '[{ "model": 7 }]', /row 0: model must be a text, not 7/],
  ])('a file of prices that %s is refused by its name', (what, content, message) => {
    const file = join(folder, content === undefined ? 'missing.json' : `${what.replaceAll(' ', '-')}.json`);
    if (content !== undefined) writeFileSync(file, content);
    expect(() => loadPrices(file)).toThrow(message);
    expect(() => loadPrices(file)).toThrow(file);
  });

  it('a bare array of rows is a valid file of prices', () => {
    const file = join(folder, 'bare.json');
    writeFileSync(file, '[{ "model": "m", "usdPerHour": 1 }]');
    expect(loadPrices(file)).toEqual([{ model: 'm', usdPerHour: 1 }]);
  });
});

function findProblems(check: () => unknown): readonly string[] {
  try {
    check();
  } catch (error) {
    if (error instanceof InvalidPricesError) return error.problems;
    throw error;
  }
  return [];
}

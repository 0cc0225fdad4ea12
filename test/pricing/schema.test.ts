import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Price, type TokenPrices, InvalidPricesError, validatePrices } from '../../src/pricing/index.ts';
import { TOKEN_CLASS_NAMES } from '../../src/pricing/token-classes.ts';
import { isPriceFile } from './support/schemas.ts';

type Fields<T> = { readonly [name in keyof T]-?: fc.Arbitrary<unknown> };

/** Values that are wrong in one place or another. */
const MISTAKES = (
  [
    [null, true, 'x', '', ' ', '1', [], ['x'], [''], {}, { x: 1 }, [{}]],
    [0, 1, -1, 1.5, 9000, -0.000001, 9000.000001, 2 ** 53 - 1, 2 ** 53],
    ['zone', 'default', ['uk'], ['reasoning'], '2026-02-29', '2026-13-01', '2026-1-1', '2026-01-01T00:00:00Z'],
  ] as unknown[][]
).flat();

const text = fc.stringMatching(/\S/);
const texts = fc.array(text, { minLength: 1, maxLength: 2 });
const flag = fc.boolean();
// Whole millionths, since a schema cannot limit the decimals of a binary fraction.
const amount = fc.integer({ min: 0, max: 9_000_000_000 }).map((millionths) => millionths / 1_000_000);
const tokenPrices = fc.record(
  Object.fromEntries(TOKEN_CLASS_NAMES.map((name) => [name, amount])) as Fields<TokenPrices>,
  {
    requiredKeys: [],
  },
);
const fields: Fields<Price> = {
  model: text,
  versions: texts,
  undated: flag,
  aliases: texts,
  fineTuned: flag,
  scope: fc.constantFrom('global', 'dataZone', 'regional', 'developer'),
  zones: fc.subarray(['us', 'eu', 'apac'], { minLength: 1 }),
  regions: texts,
  tier: fc.constantFrom('standard', 'priority', 'flex', 'batch'),
  usdPerMillionTokens: tokenPrices,
  longContext: fc.record({ above: fc.integer({ min: 1 }), usdPerMillionTokens: tokenPrices }),
  images: fc.array(fc.record({ quality: text, size: text, usdPerImage: amount }), { minLength: 1, maxLength: 2 }),
  usdPerMillionCharacters: amount,
  usdPerHour: amount,
  usdPerThousandCalls: amount,
  unknown: fc.subarray([...TOKEN_CLASS_NAMES], { minLength: 1 }),
  // A schema cannot compare the two days either.
  effective: dayBetween('1000-01-01', '1999-12-31'),
  until: dayBetween('2000-01-01', '9999-12-31'),
  source: text,
  checked: dayBetween('1000-01-01', '9999-12-31'),
  derived: text,
  note: text,
};
const row = fc.record(fields, { requiredKeys: ['model'] });

it('the published JSON schema accepts the rows that validatePrices accepts, and no others', () => {
  const check = (rows: unknown): void => {
    if (isPriceFile(rows) !== isValid(rows)) expect.fail(`the two disagree about ${JSON.stringify(rows)}`);
  };
  fc.assert(
    fc.property(row, (generated) => {
      check([generated]);
      for (const wrong of withOneMistake(generated)) check([wrong]);
    }),
    { numRuns: 20 },
  );
});

/** Copies of a value with one part of it wrong, missing or misspelt. */
function* withOneMistake(value: unknown): Generator<unknown> {
  yield* MISTAKES;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries())
      for (const wrong of withOneMistake(item)) yield value.with(index, wrong);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, item] of Object.entries(value)) {
      const { [name as keyof typeof value]: _missing, ...others } = value;
      yield others;
      for (const wrong of withOneMistake(item)) yield { ...value, [name]: wrong };
    }
    yield { ...value, misspelt: 1 };
  }
}

function dayBetween(first: string, last: string): fc.Arbitrary<string> {
  const dates = fc.date({ min: new Date(first), max: new Date(last), noInvalidDate: true });
  return dates.map((date) => date.toISOString().slice(0, 10));
}

function isValid(rows: unknown): boolean {
  try {
    validatePrices(rows);
    return true;
  } catch (error) {
    if (error instanceof InvalidPricesError) return false;
    throw error;
  }
}

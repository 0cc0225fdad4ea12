import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import ignoredMeters from '../../src/pricing/prices/ignored-meters.json' with { type: 'json' };
import { BUILT_IN_PRICES, type MeterNames, meteredOffers } from '../../src/pricing/prices/index.ts';
import { isFamilyFile, isPriceFile, readJson } from './support/schemas.ts';

interface Family {
  readonly models: readonly {
    readonly offers: readonly {
      readonly meters?: MeterNames;
      readonly longContextMeters?: MeterNames;
      readonly prices: readonly { readonly longContext?: object }[];
    }[];
  }[];
}

const FOLDER = 'src/pricing/prices';
const OTHER_FILES = ['family.schema.json', 'ignored-meters.json', 'regions.json', 'sources.json'];
const FILES = globSync('*.json', { cwd: fileURLToPath(new URL(`../../${FOLDER}`, import.meta.url)) })
  .filter((file) => !OTHER_FILES.includes(file))
  .map((file) => `${FOLDER}/${file}`);

const METERS = meteredOffers().flatMap(({ meters, longContextMeters = {} }) =>
  [...Object.values(meters), ...Object.values(longContextMeters)].flat(),
);

it.each(FILES)('a file of built-in prices passes its JSON schema: %s', (file) => {
  isFamilyFile(readJson(file));
  expect(isFamilyFile.errors).toBeNull();
});

it('every row of the files is in the built-in table', () => {
  const models = FILES.flatMap((file) => (readJson(file) as Family).models);
  const rows = models.flatMap(({ offers }) => offers.flatMap(({ prices }) => prices));
  expect(BUILT_IN_PRICES).toHaveLength(rows.length);
});

it('the built-in rows pass the published JSON schema', () => {
  isPriceFile(BUILT_IN_PRICES);
  expect(isPriceFile.errors).toBeNull();
});

it('a built-in row names no list of regions that does not exist', () => {
  const regions = BUILT_IN_PRICES.flatMap((row) => row.regions ?? []);
  expect(regions.filter((region) => !/^[a-z0-9]+$/.test(region))).toEqual([]);
});

it('a meter makes one price', () => {
  expect(METERS.filter((name, index) => METERS.indexOf(name) !== index)).toEqual([]);
});

it('a meter that makes a price is not ignored', () => {
  const ignored = new Set(Object.values(ignoredMeters).flat());
  expect(METERS.filter((name) => ignored.has(name))).toEqual([]);
});

it.each(FILES)('an offer has a row with a price for each of its meters: %s', (file) => {
  const offers = (readJson(file) as Family).models.flatMap((model) => model.offers);
  const lacking = offers.filter(
    ({ meters = {}, longContextMeters = {}, prices }) =>
      !prices.some((row) => hasAll(row, meters) && hasAll(row.longContext ?? {}, longContextMeters)),
  );
  expect(lacking).toEqual([]);
});

function hasAll(row: object, meters: MeterNames): boolean {
  return Object.keys(meters).every((name) => Object.hasOwn(row, name));
}

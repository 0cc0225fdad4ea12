import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

const ROOT = new URL('../../../', import.meta.url);
const PRICES = 'prices.schema.json';
const FAMILY = 'src/pricing/prices/family.schema.json';

// `until` after `effective` and six decimals are beyond a schema; a day must be one of the calendar.
const ajv = new Ajv2020({ allErrors: true, strictTypes: false, formats: { date: isDay } });
for (const file of [PRICES, FAMILY]) ajv.addSchema(readJson(file) as object, new URL(file, 'file:///').href);

/** Whether a file of own prices is as the published schema describes it. */
export const isPriceFile: ValidateFunction = findSchema(PRICES);

/** Whether a file of built-in prices is as its schema describes it. */
export const isFamilyFile: ValidateFunction = findSchema(FAMILY);

/** A file of the repository, by its path. */
export function readJson(file: string): unknown {
  return JSON.parse(readFileSync(new URL(file, ROOT), 'utf8'));
}

function findSchema(file: string): ValidateFunction {
  return ajv.getSchema(new URL(file, 'file:///').href)!;
}

function isDay(text: string): boolean {
  const time = Date.parse(text);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

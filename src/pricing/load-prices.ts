import { readFileSync } from 'node:fs';
import type { Price } from './types.ts';
import { InvalidPricesError, validatePrices } from './validate-prices.ts';

/**
 * Reads a JSON file of prices: `{ "prices": [ …rows ] }`, as `azure-openai-otel prices refresh`
 * writes it, or a bare array of rows. Its JSON schema is `prices.schema.json` of this package.
 *
 * It reads synchronously, since an instrumentation is set up before anything else runs.
 *
 * @param file the path of the file
 * @returns rows for the option `prices`
 * @throws InvalidPricesError if the file cannot be read, is not JSON, or has rows that are wrong
 */
export function loadPrices(file: string): readonly Price[] {
  const content = parse(file, read(file));
  const rows = Array.isArray(content) ? content : (content as { prices?: unknown } | null)?.prices;
  if (rows === undefined) throw new InvalidPricesError(file, ['must be { "prices": [ …rows ] } or an array of rows']);
  return validatePrices(rows, file);
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new InvalidPricesError(file, [`cannot be read: ${(error as Error).message}`], { cause: error });
  }
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InvalidPricesError(file, [`is not JSON: ${(error as Error).message}`], { cause: error });
  }
}

import { InvalidPricesError } from './invalid-prices-error.ts';
import { rowProblems } from './row-problems.ts';
import type { Price } from './types.ts';

/**
 * Checks rows of your own before they are used, for example those of a configuration.
 *
 * @param rows the rows; anything else is refused
 * @param where what the message of an error calls the rows' origin. @default 'prices'
 * @returns the same rows
 * @throws InvalidPricesError telling every row and field that is wrong
 */
export function validatePrices(rows: unknown, where = 'prices'): readonly Price[] {
  if (!Array.isArray(rows)) throw new InvalidPricesError(where, [`must be an array of rows, not ${typeof rows}`]);
  const problems = rows.flatMap((row: unknown, index) => rowProblems(row, index));
  if (problems.length > 0) throw new InvalidPricesError(where, problems);
  return rows as Price[];
}

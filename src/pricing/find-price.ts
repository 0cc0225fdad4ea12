import { selectRow } from './select-row.ts';
import type { Price, PriceOptions } from './types.ts';

/**
 * Finds the row of the price table by which `calculateCost` prices a model.
 *
 * @param model the model's name as a response gives it, or as Azure's catalogue has it; never the
 * deployment's name
 * @returns the row, or undefined if the model has none for these options
 */
export function findPrice(model: string | null | undefined, options: PriceOptions = {}): Price | undefined {
  const found = selectRow(model, options);
  return typeof found === 'object' ? found.row : undefined;
}

import type { MeteredPart } from '../prices/index.ts';
import type { RetailItem } from './retail-items.ts';

/** How many tokens, or characters, one unit of measure is. */
const TOKENS: ReadonlyMap<string, number> = new Map([
  ['1K', 1_000],
  ['10K', 10_000],
  ['100K', 100_000],
  ['1M', 1_000_000],
]);

/**
 * An item's price in the unit of a row: USD per 1,000,000 tokens or characters, per hour, or per 1,000 calls.
 *
 * @returns undefined if the item is measured in something else
 */
export function unitPrice({ retailPrice, unitOfMeasure }: RetailItem, part: MeteredPart): number | undefined {
  if (part === 'thousandCalls')
    return unitOfMeasure === '1K' ? retailPrice : unitOfMeasure === '1' ? retailPrice * 1000 : undefined;
  if (part === 'hour') return unitOfMeasure === '1 Hour' ? retailPrice : undefined;
  const tokens = TOKENS.get(unitOfMeasure);
  // 0.000249 USD per 1,000 would become 0.24899999999999997 per 1,000,000; prices have six decimals at most.
  return tokens && Number(((retailPrice * 1_000_000) / tokens).toFixed(6));
}

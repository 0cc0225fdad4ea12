import type { RetailItem } from './retail-items.ts';

/**
 * The items that are in force, by meter. The API lists prices before they take effect, and may list
 * a meter more than once; of one meter, the items that took effect last are kept.
 */
export function currentItems(items: readonly RetailItem[], today: Date): Map<string, readonly RetailItem[]> {
  const current = new Map<string, readonly RetailItem[]>();
  for (const item of items) {
    if (Date.parse(item.effectiveStartDate) > today.getTime() || item.tierMinimumUnits > 0) continue;
    const same = current.get(item.meterName) ?? [];
    const newest = same[0]?.effectiveStartDate ?? '';
    if (item.effectiveStartDate > newest) current.set(item.meterName, [item]);
    else if (item.effectiveStartDate === newest) current.set(item.meterName, [...same, item]);
  }
  return current;
}

import { bill } from './bill.ts';
import { selectRow } from './select-row.ts';
import { isConsistent } from './split-usage.ts';
import type { Cost, PriceOptions, UnpricedReason } from './types.ts';
import type { Usage } from './usage.ts';
import { readWire, type WireCounts } from './wire-counts.ts';

/** Calculates what the usage of a model costs, without a router and tools. Never throws. */
export function costOfModel(
  usage: Usage | null | undefined,
  model: string | null | undefined,
  options: PriceOptions,
): Cost {
  const found = selectRow(model, options);
  if (found === 'provisioned') return unpriced(found);
  const counts = readBillable(usage);
  if (typeof counts === 'string') return unpriced(counts);
  return typeof found === 'string' ? unpriced(found) : bill(found, counts);
}

function unpriced(reason: UnpricedReason): Cost {
  return { currency: 'USD', reason };
}

function readBillable(usage: unknown): WireCounts | UnpricedReason {
  if (usage === undefined || usage === null) return 'no_usage';
  const counts = readWire(usage);
  if (!counts || !isConsistent(counts)) return 'invalid_usage';
  const isStated = counts.input >= 0 || counts.seconds >= 0 || counts.characters >= 0 || counts.images >= 0;
  return isStated ? counts : 'no_usage';
}

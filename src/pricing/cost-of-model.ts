import { bill } from './bill.ts';
import { selectRow } from './select-row.ts';
import { isConsistent } from './split-usage.ts';
import type { Cost, PriceOptions, UnpricedReason } from './types.ts';
import type { Usage } from './usage.ts';
import { emptyCounts, readWire, type WireCounts } from './wire-counts.ts';

// Kept from call to call, so that a call allocates nothing but its result. While a call has it there
// is none: a usage may be a Proxy whose traps come back here.
let spareCounts: WireCounts | undefined = emptyCounts();

/** Calculates what the usage of a model costs, without a router and tools. Never throws. */
export function costOfModel(
  usage: Usage | null | undefined,
  model: string | null | undefined,
  options: PriceOptions,
): Cost {
  const found = selectRow(model, options);
  if (found === 'provisioned') return unpriced(found);
  const counts = spareCounts ?? emptyCounts();
  spareCounts = undefined;
  const problem = readBillable(usage, counts);
  const cost = problem ? unpriced(problem) : typeof found === 'string' ? unpriced(found) : bill(found, counts);
  spareCounts = counts;
  return cost;
}

function unpriced(reason: UnpricedReason): Cost {
  return { currency: 'USD', reason };
}

function readBillable(usage: unknown, counts: WireCounts): UnpricedReason | undefined {
  if (usage === undefined || usage === null) return 'no_usage';
  if (typeof usage !== 'object') return 'invalid_usage';
  try {
    readWire(usage as Usage, counts);
  } catch {
    return 'invalid_usage';
  }
  if (!isConsistent(counts)) return 'invalid_usage';
  const isStated = counts.input >= 0 || counts.seconds >= 0 || counts.characters >= 0 || counts.images >= 0;
  return isStated ? undefined : 'no_usage';
}

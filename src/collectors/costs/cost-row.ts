import { createHash } from 'node:crypto';
import { type Decimal, decimalText, parseDecimal } from '../../pricing/decimal.ts';

/** Whether a purchase, such as a reservation, is charged on its day or spread over its term. */
export type CostType = 'actual' | 'amortized';

/** The subject of a charge. Texts that Azure does not give are empty. */
export interface CostSeries {
  readonly type: CostType;
  /** Id of the resource, in lower case. */
  readonly resourceId: string;
  /** Azure region of the resource, such as `eastus2`. */
  readonly location: string;
  readonly subscriptionId: string;
  readonly subscriptionName: string;
  /** Name of the meter, as in the price table. */
  readonly meter: string;
  readonly product: string;
  /** Such as `1K` or `1 Hour`: the unit of the quantity. */
  readonly unit: string;
  /** Such as `Usage`, `Purchase` or `Refund`. */
  readonly chargeType: string;
  /** Such as `OnDemand`, `Reservation` or `SavingsPlan`. */
  readonly pricingModel: string;
  /** ISO 4217, such as `EUR`. */
  readonly currency: string;
  /** Value of the tag that names the deployment. */
  readonly deployment: string;
}

/** The charges of a day for a series. */
export interface CostRow extends CostSeries {
  /** `YYYY-MM-DD`, in UTC. */
  readonly day: string;
  readonly cost: Decimal;
  readonly quantity: Decimal;
}

/** A change of the charges of a day, as it is stored: the first one of a day is the charge itself. */
export interface CostChange {
  readonly series: CostSeries;
  readonly day: string;
  /** The difference to what was stored before, as exact decimals. */
  readonly cost: string;
  readonly quantity: string;
  /** The amounts of the day with this change. */
  readonly totalCost: string;
  readonly totalQuantity: string;
  /** 1 for the first change of a day, then 2, … */
  readonly revision: number;
}

/** Charges of days, as they were read from one origin. */
export interface CostReading {
  /** Days that were read in full: `YYYY-MM-DD`, both included. A charge that is missing in them is gone. */
  readonly from: string;
  readonly to: string;
  /** Identifies the origin: charges of others stay as they are. */
  readonly origin: string;
  readonly rows: readonly CostRow[];
}

/** Returns a short id of a series. */
export function seriesKey(origin: string, series: CostSeries): string {
  const values = Object.entries(series).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([origin, values]))
    .digest('base64url')
    .slice(0, 16);
}

/** Separates the series of a row from its amounts. */
export function seriesOf({ day: _day, cost: _cost, quantity: _quantity, ...series }: CostRow): CostSeries {
  return series;
}

/** The charges that were handed out: of each day, and each series by its key. */
export interface StoredCosts {
  readonly series: Record<string, CostSeries>;
  /** Day → origin → key of a series → cost, quantity and number of changes. */
  readonly days: Record<string, Record<string, Record<string, StoredAmount>>>;
}

/** Exact decimals, and how often they were changed. */
export type StoredAmount = readonly [cost: string, quantity: string, revision: number];

/** Returns what differs between a reading and the charges that were stored before. */
export function findChanges({ origin, from, to, rows }: CostReading, stored: StoredCosts): CostChange[] {
  const sums = new Map<string, { row: CostRow; cost: Decimal; quantity: Decimal }>();
  for (const row of rows) {
    if (row.day < from || row.day > to) continue;
    const key = `${row.day} ${seriesKey(origin, seriesOf(row))}`;
    const sum = sums.get(key);
    if (sum) {
      sum.cost += row.cost;
      sum.quantity += row.quantity;
    } else sums.set(key, { row, cost: row.cost, quantity: row.quantity });
  }
  const changes = [...sums].flatMap(([key, { row, cost, quantity }]) => {
    const before = stored.days[row.day]?.[origin]?.[key.slice(11)];
    return changeOf(seriesOf(row), row.day, { cost, quantity }, before) ?? [];
  });
  for (const [day, origins] of Object.entries(stored.days)) {
    if (day < from || day > to) continue;
    for (const [key, before] of Object.entries(origins[origin] ?? {})) {
      if (sums.has(`${day} ${key}`)) continue;
      const change = changeOf(stored.series[key]!, day, { cost: 0n, quantity: 0n }, before);
      if (change) changes.push(change);
    }
  }
  return changes.toSorted((a, b) => (a.day < b.day ? -1 : 1));
}

function changeOf(
  series: CostSeries,
  day: string,
  { cost, quantity }: { readonly cost: Decimal; readonly quantity: Decimal },
  [oldCost, oldQuantity, revision]: StoredAmount = ['0', '0', 0],
): CostChange | undefined {
  const addedCost = cost - parseDecimal(oldCost)!;
  const addedQuantity = quantity - parseDecimal(oldQuantity)!;
  if (addedCost === 0n && addedQuantity === 0n) return undefined;
  return {
    series,
    day,
    cost: decimalText(addedCost),
    quantity: decimalText(addedQuantity),
    totalCost: decimalText(cost),
    totalQuantity: decimalText(quantity),
    revision: revision + 1,
  };
}

/** Adds changes to the charges that were handed out, and forgets the days before `keepFrom`. */
export function addChanges(
  stored: StoredCosts,
  origin: string,
  changes: readonly CostChange[],
  keepFrom: string,
): void {
  for (const { series, day, totalCost, totalQuantity, revision } of changes) {
    const key = seriesKey(origin, series);
    stored.series[key] = series;
    ((stored.days[day] ??= {})[origin] ??= {})[key] = [totalCost, totalQuantity, revision];
  }
  for (const day of Object.keys(stored.days)) if (day < keepFrom) delete stored.days[day];
  const used = new Set(Object.values(stored.days).flatMap((origins) => Object.values(origins).flatMap(Object.keys)));
  for (const key of Object.keys(stored.series)) if (!used.has(key)) delete stored.series[key];
}

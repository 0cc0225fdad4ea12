import { type Decimal, decimalFromPico, multiply, ONE, parseDecimal } from '../pricing/decimal.ts';
import type { CostPart } from '../pricing/index.ts';
import type { Scope, Tier } from '../pricing/types.ts';
import { assignMeters } from './assign-meters.ts';
import { explainDifference } from './differences.ts';
import { MeterTable, unitCount } from './meters.ts';

/** Usage of a day: what is traced, or what the platform counts. */
export interface UsageSum {
  /** `YYYY-MM-DD`, in UTC. */
  readonly day: string;
  readonly source: 'traced' | 'counted';
  readonly resource: string;
  readonly deployment: string;
  readonly model: string;
  readonly scope: Scope | '';
  readonly tier: Tier;
  readonly part: CostPart | 'total';
  readonly isLong: boolean;
  /** Why there is no price; empty for usage with a price. */
  readonly reason: string;
  readonly quantity: bigint;
  /** Pico-USD. */
  readonly cost: bigint;
}

/** A charge of a day, or a change of one. Amounts are exact decimals. */
export interface ChargeSum {
  readonly day: string;
  readonly type: string;
  readonly resource: string;
  readonly location: string;
  readonly deployment: string;
  readonly meter: string;
  readonly unit: string;
  readonly charge_type: string;
  readonly pricing_model: string;
  readonly currency: string;
  readonly cost: string;
  readonly quantity: string;
}

/** Why the bill of a meter differs from what is traced. */
export type DifferenceName =
  | 'not_instrumented'
  | 'unpriced'
  | 'discount_or_commitment'
  | 'provisioned'
  | 'fine_tune_hosting'
  | 'another_currency'
  | 'not_yet_final'
  | 'not_billed';

/** A part of what the bill has beyond the traced cost; negative if it has less. */
export interface Difference {
  readonly name: DifferenceName;
  /** In the currency of the bill; null where amounts of two currencies cannot be compared. */
  readonly amount: Decimal | null;
}

/** The three numbers of a meter on a day. Amounts are null where nothing is known. */
export interface BillLine {
  readonly day: string;
  /** Name of the meter; that of the model and the part for usage whose meter is not known. */
  readonly meter: string;
  /** Of `billed` and of the differences. */
  readonly currency: string;
  /** USD: the cost that spans have. */
  readonly traced: Decimal | null;
  /** USD: the platform's tokens at list price. */
  readonly counted: Decimal | null;
  readonly billed: Decimal | null;
  /** Tokens, characters, hours or calls. */
  readonly tracedQuantity: Decimal | null;
  readonly countedQuantity: Decimal | null;
  readonly billedQuantity: Decimal | null;
  /** Their sum is `billed` less `traced`, unless one has no amount. None without any charges. */
  readonly differences: readonly Difference[];
}

/** The numbers that {@link reconcile} compares. */
export interface BillData {
  readonly usage: readonly UsageSum[];
  readonly charges: readonly ChargeSum[];
}

/** Options of {@link reconcile}. */
export interface ReconcileOptions {
  /** @default 'actual' */
  readonly type?: 'actual' | 'amortized';
  /** The present day, `YYYY-MM-DD`: charges of the days before it may be incomplete. */
  readonly today: string;
  readonly meters?: MeterTable;
}

/** Usage arrives on the bill up to three days later. */
const DAYS_UNTIL_FINAL = 4;

/** The sums of a meter on a day, while they are added up. */
export interface Sums {
  readonly day: string;
  readonly meter: string;
  readonly currency: string;
  traced: Decimal | null;
  tracedQuantity: Decimal | null;
  /** The list price of traced usage that has no cost. */
  unpriced: Decimal;
  counted: Decimal | null;
  countedQuantity: Decimal | null;
  billed: Decimal | null;
  billedQuantity: Decimal | null;
  /** The list price of what is billed; null if it is not known. */
  list: Decimal | null;
  /** The charges that have no list price. */
  unlisted: Decimal;
}

/**
 * Puts three numbers side by side, by day and meter: the cost that spans have, the platform's tokens at list price, and
 * what is billed. Each difference between the first and the last has a name. All sums are exact.
 */
export function reconcile({ usage, charges }: BillData, options: ReconcileOptions): BillLine[] {
  const { type = 'actual', today, meters = new MeterTable() } = options;
  const billed = charges.filter((charge) => charge.type === type);
  const lines = new Map<string, Sums>();
  const lineOf = (day: string, meter: string, currency: string): Sums => {
    const key = JSON.stringify([day, meter.toLowerCase(), currency]);
    let line = lines.get(key);
    if (!line) lines.set(key, (line = { day, meter, currency, ...NOTHING }));
    return line;
  };
  for (const charge of billed) addCharge(lineOf(charge.day, charge.meter, charge.currency), charge, meters);
  // Azure Monitor has zeros for deployments and kinds of tokens that nobody uses.
  const used = usage.filter(({ source, quantity }) => source === 'traced' || quantity > 0n);
  for (const assigned of assignMeters(used, billed, meters)) {
    const line = lineOf(assigned.day, assigned.meter, assigned.currency);
    const { quantity, rate } = assigned;
    const atList = rate === undefined ? null : quantity * rate;
    if (assigned.source === 'counted') {
      line.countedQuantity = (line.countedQuantity ?? 0n) + quantity * ONE;
      if (atList !== null) line.counted = (line.counted ?? 0n) + atList;
      continue;
    }
    line.tracedQuantity = (line.tracedQuantity ?? 0n) + quantity * ONE;
    if (assigned.reason === '') line.traced = (line.traced ?? 0n) + decimalFromPico(assigned.cost);
    else line.unpriced += atList ?? 0n;
  }
  return [...lines.values()]
    .map((sums) => {
      const { unpriced: _unpriced, list: _list, unlisted: _unlisted, ...line } = sums;
      // Without charges, it is not known what is billed.
      if (billed.length === 0) return { ...line, differences: [] };
      return { ...line, differences: explainDifference(sums, meters.kindOf(sums.meter), isFinal(sums.day, today)) };
    })
    .toSorted((a, b) => compare(a.day, b.day) || compare(a.meter, b.meter) || compare(a.currency, b.currency));
}

const NOTHING = {
  traced: null,
  tracedQuantity: null,
  unpriced: 0n,
  counted: null,
  countedQuantity: null,
  billed: null,
  billedQuantity: null,
  list: null,
  unlisted: 0n,
};

function addCharge(line: Sums, charge: ChargeSum, meters: MeterTable): void {
  const cost = parseDecimal(charge.cost) ?? 0n;
  const quantity = (parseDecimal(charge.quantity) ?? 0n) * unitCount(charge.unit, charge.meter);
  const [meter] = meters.find(charge.meter);
  const rate = meter && meters.rate(meter, charge.day, charge.location);
  line.billed = (line.billed ?? 0n) + cost;
  line.billedQuantity = (line.billedQuantity ?? 0n) + quantity;
  if (rate) line.list = (line.list ?? 0n) + multiply(quantity, rate.usd);
  else line.unlisted += cost;
}

/** Returns whether all usage of a day should be on the bill. */
function isFinal(day: string, today: string): boolean {
  return Date.parse(today) - Date.parse(day) >= DAYS_UNTIL_FINAL * 86_400_000;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

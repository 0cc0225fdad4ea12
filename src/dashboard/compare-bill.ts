import { MeterTable } from '../bill/meters.ts';
import { findOwnPrices, type PriceDifference } from '../bill/own-prices.ts';
import { type BillLine, type DifferenceName, reconcile } from '../bill/reconcile.ts';
import { sumByCurrency, sumByMeter } from '../bill/sum-lines.ts';
import { type Decimal, decimalText } from '../pricing/decimal.ts';
import type { Price } from '../pricing/index.ts';
import type { StoreReader } from '../store/store.ts';

/** The part of the bill to compare. */
export interface BillQuery {
  /** `YYYY-MM`, in UTC. */
  readonly month: string;
  /** Sums of the month by meter, or each day of each meter. */
  readonly by: 'meter' | 'day';
  readonly type: 'actual' | 'amortized';
}

/** Returns the present month, in UTC. */
export function presentMonth(): string {
  return new Date().toISOString().slice(0, 7);
}

/** Reports whether a text is a month, such as 2026-11. */
export function isMonth(text: string): boolean {
  return /^(?:19|2\d)\d\d-(?:0[1-9]|1[0-2])$/.test(text);
}

/** A month of the bill, beside what is traced and counted. */
export interface ComparedBill {
  readonly lines: readonly BillLine[];
  /** A line for each currency. */
  readonly totals: readonly BillLine[];
  /** Prices on the bill that differ from the list. */
  readonly prices: readonly PriceDifference[];
  /** Whether charges of the month are stored, of either type. */
  readonly hasCharges: boolean;
  /** The first day whose calls are all in the traced sums; null if those of the whole month are. */
  readonly tracedSince: string | null;
}

/** Compares a month of the bill with what is traced. @param ownPrices take precedence over the built-in ones */
export async function compareBill(
  store: StoreReader,
  { month, by, type }: BillQuery,
  ownPrices?: readonly Price[],
): Promise<ComparedBill> {
  const today = new Date().toISOString().slice(0, 10);
  const first = `${month}-01`;
  const to = Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 1);
  const meters = new MeterTable(ownPrices);
  const data = await store.query('bill', { from: Date.parse(first), to });
  const lines = reconcile(data, { type, today, meters });
  return {
    lines: by === 'day' ? lines : sumByMeter(lines),
    totals: sumByCurrency(lines),
    prices: findOwnPrices(data.charges, { type, today, effective: first, meters }),
    hasCharges: data.charges.length > 0,
    tracedSince: data.usageSince !== null && data.usageSince > first ? data.usageSince : null,
  };
}

/** A month of the bill as JSON. Amounts are exact decimals, as texts; null if nothing is known. */
export interface BillJson extends BillQuery, Pick<ComparedBill, 'tracedSince'> {
  readonly lines: readonly BillLineJson[];
  readonly totals: readonly BillLineJson[];
  readonly prices: readonly PriceJson[];
}

/** A line of the bill. Totals have no meter, and sums of a month no day. */
export interface BillLineJson {
  readonly day?: string;
  readonly meter?: string;
  readonly currency: string;
  readonly traced: string | null;
  readonly counted: string | null;
  readonly billed: string | null;
  readonly tracedQuantity: string | null;
  readonly countedQuantity: string | null;
  readonly billedQuantity: string | null;
  readonly differences: readonly { readonly name: DifferenceName; readonly amount: string | null }[];
}

/** A price on the bill that differs from the list. Both are for `per` tokens, characters, hours or calls. */
export interface PriceJson {
  readonly meter: string;
  readonly model: string;
  readonly currency: string;
  /** USD. */
  readonly list: string;
  readonly billed: string;
  readonly per: number;
  /** The row to add to the prices; absent for a bill that is not in USD. */
  readonly row?: Price;
}

/** Converts a compared bill to JSON. */
export function billJson(
  { month, by, type }: BillQuery,
  { lines, totals, prices, tracedSince }: ComparedBill,
): BillJson {
  return {
    month,
    by,
    type,
    tracedSince,
    lines: lines.map(lineJson),
    totals: totals.map(lineJson),
    prices: prices.map(({ meter, model, currency, listPrice, billedPrice, per, row }) => ({
      meter,
      model,
      currency,
      list: decimalText(listPrice * per),
      billed: decimalText(billedPrice * per),
      per: Number(per),
      ...(row && { row }),
    })),
  };
}

function lineJson({ day, meter, ...line }: BillLine): BillLineJson {
  return {
    ...(day !== '' && { day }),
    ...(meter !== '' && { meter }),
    currency: line.currency,
    traced: exact(line.traced),
    counted: exact(line.counted),
    billed: exact(line.billed),
    tracedQuantity: exact(line.tracedQuantity),
    countedQuantity: exact(line.countedQuantity),
    billedQuantity: exact(line.billedQuantity),
    differences: line.differences.map(({ name, amount }) => ({ name, amount: exact(amount) })),
  };
}

/** Writes an exact amount as a text. */
export function exact(amount: Decimal | null): string | null {
  return amount === null ? null : decimalText(amount);
}

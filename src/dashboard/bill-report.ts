import { MeterTable } from '../bill/meters.ts';
import { findOwnPrices, type PriceDifference } from '../bill/own-prices.ts';
import { type BillLine, type DifferenceName, reconcile } from '../bill/reconcile.ts';
import { sumByCurrency, sumByMeter } from '../bill/sum-lines.ts';
import { type Decimal, decimalText } from '../pricing/decimal.ts';
import type { Price } from '../pricing/index.ts';
import type { StoreReader } from '../store/store.ts';

/** A month of the bill to compare with what is traced. */
export interface BillQuestion {
  /** `YYYY-MM`. */
  readonly month: string;
  readonly by: 'meter' | 'day';
  readonly type: 'actual' | 'amortized';
}

/** Reports whether a text is a month: `2026-11`. */
export function isMonth(text: string): boolean {
  return /^(?:19|2\d)\d\d-(?:0[1-9]|1[0-2])$/.test(text);
}

/** A month of the bill beside what is traced and counted. */
export interface ComparedMonth {
  /** By day and meter. */
  readonly lines: readonly BillLine[];
  /** The lines, or their sums by meter. */
  readonly shown: readonly BillLine[];
  /** Prices on the bill that differ from the list. */
  readonly prices: readonly PriceDifference[];
  /** Whether charges of the month and of this type are stored. */
  readonly hasCharges: boolean;
  /** The first day (`YYYY-MM-DD`) whose calls are all in the sums, if it is within the month or later; else null. */
  readonly usageSince: string | null;
}

/** Compares a month. @param meters the meters of the price table. @default those of the built-in one */
export async function compareMonth(
  store: Pick<StoreReader, 'query'>,
  { month, by, type }: BillQuestion,
  meters: MeterTable = new MeterTable(),
): Promise<ComparedMonth> {
  const today = new Date().toISOString().slice(0, 10);
  const from = Date.parse(`${month}-01`);
  const to = Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 1);
  const data = await store.query('bill', { from, to });
  const lines = reconcile(data, { type, today, meters });
  return {
    lines,
    shown: by === 'day' ? lines : sumByMeter(lines),
    prices: findOwnPrices(data.charges, { type, today, effective: `${month}-01`, meters }),
    hasCharges: data.charges.some((charge) => charge.type === type),
    usageSince: data.usageSince !== null && data.usageSince > `${month}-01` ? data.usageSince : null,
  };
}

/** A compared month as JSON: the answer of `query bill --json` and of the API. Amounts are exact decimals, as texts. */
export interface BillReport extends BillQuestion {
  readonly hasCharges: boolean;
  readonly usageSince: string | null;
  readonly lines: readonly ReportedLine[];
  readonly totals: readonly ReportedLine[];
  readonly prices: readonly ReportedPrice[];
}

type Amounts = {
  readonly [Name in keyof BillLine]: BillLine[Name] extends Decimal | null ? Name : never;
}[keyof BillLine];

/** The three numbers of a meter. An amount of which nothing is known is null. */
export interface ReportedLine extends Readonly<Record<Amounts, string | null>> {
  readonly day?: string;
  /** Absent in a total. */
  readonly meter?: string;
  readonly currency: string;
  readonly differences: readonly { readonly name: DifferenceName; readonly amount: string | null }[];
}

/** A price on the bill that differs from the list, for so many tokens, hours or calls. */
export interface ReportedPrice {
  readonly meter: string;
  readonly model: string;
  readonly currency: string;
  readonly list: string;
  readonly billed: string;
  readonly per: number;
  readonly row?: Price;
}

export function toBillReport({ month, by, type }: BillQuestion, compared: ComparedMonth): BillReport {
  const { shown, lines, prices, hasCharges, usageSince } = compared;
  return {
    month,
    by,
    type,
    hasCharges,
    usageSince,
    lines: shown.map(reportLine),
    totals: sumByCurrency(lines).map(reportLine),
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

function reportLine({ day, meter, currency, differences, ...amounts }: BillLine): ReportedLine {
  const texts = Object.entries(amounts).map(([name, amount]) => [name, exact(amount)]);
  return {
    ...(day !== '' && { day }),
    ...(meter !== '' && { meter }),
    currency,
    ...(Object.fromEntries(texts) as Record<Amounts, string | null>),
    differences: differences.map(({ name, amount }) => ({ name, amount: exact(amount) })),
  };
}

/** Returns all digits of an amount. */
export function exact(amount: Decimal | null): string | null {
  return amount === null ? null : decimalText(amount);
}

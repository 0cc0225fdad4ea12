import { type Decimal, decimalText, divide, ONE, parseDecimal } from '../pricing/decimal.ts';
import type { MeteredPart } from '../pricing/prices/index.ts';
import type { Price } from '../pricing/types.ts';
import { type Meter, MeterTable, unitCount } from './meters.ts';
import type { ChargeSum } from './reconcile.ts';

/** A meter whose price on the bill differs from the list price. Prices are for one token, hour or call. */
export interface PriceDifference {
  readonly meter: string;
  readonly currency: string;
  readonly model: string;
  /** USD. */
  readonly listPrice: Decimal;
  /** The billed amount, divided by the quantity. */
  readonly billedPrice: Decimal;
  /** Tokens of the list prices of the table: a million, or 1 for an hour and 1000 for calls. */
  readonly per: bigint;
  /** Absent for a bill in another currency: rows are in USD. */
  readonly row?: Price;
}

/** Options of {@link findOwnPrices}. */
export interface OwnPricesOptions {
  readonly type?: 'actual' | 'amortized';
  /** First day from which the rows hold, `YYYY-MM-DD`. */
  readonly effective: string;
  /** The present day. */
  readonly today: string;
  readonly meters?: MeterTable;
}

/** The smallest difference that is listed: one per cent. */
const LEAST = 100n;

const UNITS: Partial<Record<MeteredPart, bigint>> = { hour: 1n, thousandCalls: 1000n };

/**
 * Finds meters whose price on the bill differs by more than one per cent from the list price. Charges that are covered by a
 * reservation or a savings plan say nothing about a price, and are left out.
 */
export function findOwnPrices(charges: readonly ChargeSum[], options: OwnPricesOptions): PriceDifference[] {
  const { type = 'actual', meters = new MeterTable() } = options;
  const ofUsage = charges.filter(
    (charge) =>
      charge.type === type &&
      !COVERED.test(charge.pricing_model) &&
      !/purchase|refund|credit/i.test(charge.charge_type),
  );
  const groups = Map.groupBy(ofUsage, (charge) =>
    JSON.stringify([charge.meter.toLowerCase(), charge.currency, placeOf(charge, meters)]),
  );
  const found = [...groups.values()].flatMap((group) => compare(group, meters) ?? []);
  return withRows(found, options);
}

const COVERED = /reservation|savings|commit/i;

/** Global prices are the same everywhere. A row of others has one price for all of its zones and regions. */
function placeOf({ meter, day, location }: ChargeSum, meters: MeterTable): string {
  const [found] = meters.find(meter);
  if (found === undefined || found.offer.scope === 'global') return '';
  const row = meters.rate(found, day, location)?.row;
  return row === undefined ? location : JSON.stringify([row.zones, row.regions]);
}

type Compared = Omit<PriceDifference, 'row'> & { readonly found: Meter; readonly base: Price };

function compare(charges: readonly ChargeSum[], meters: MeterTable): Compared | undefined {
  const newest = charges.reduce((one, other) => (other.day > one.day ? other : one));
  const [found] = meters.find(newest.meter);
  const rate = found && meters.rate(found, newest.day, newest.location);
  if (!found || !rate) return undefined;
  let [cost, quantity] = [0n, 0n];
  for (const charge of charges) {
    cost += parseDecimal(charge.cost) ?? 0n;
    quantity += (parseDecimal(charge.quantity) ?? 0n) * unitCount(charge.unit, charge.meter);
  }
  if (quantity <= 0n) return undefined;
  const billedPrice = divide(cost, quantity);
  const { meter, currency } = newest;
  const per = UNITS[found.part] ?? 1_000_000n;
  // A price of 0 is one that a credit has paid. A row that holds 0 would make calls free.
  if (rowPrice(billedPrice * per) <= 0) return undefined;
  const model = found.offer.names.model;
  return { meter, currency, model, listPrice: rate.usd, billedPrice, per, found, base: rate.row };
}

function withRows(compared: readonly Compared[], { effective, today }: OwnPricesOptions): PriceDifference[] {
  const rows = new Map<Price, Price>();
  const differing = compared.filter(({ currency, listPrice, billedPrice }) => {
    const difference = billedPrice > listPrice ? billedPrice - listPrice : listPrice - billedPrice;
    return currency !== 'USD' || difference * LEAST > listPrice;
  });
  for (const one of differing) {
    if (one.currency !== 'USD') continue;
    const row = rows.get(one.base) ?? newRow(one.base, effective, today);
    rows.set(one.base, withPrice(row, one));
  }
  return differing.map(({ found: _found, base, ...one }) => {
    const row = one.currency === 'USD' ? rows.get(base) : undefined;
    return { ...one, ...(row && { row }) };
  });
}

function newRow(base: Price, effective: string, today: string): Price {
  const { until: _until, derived: _derived, note: _note, ...row } = base;
  return { ...row, effective, source: `Bill since ${effective}`, checked: today };
}

/** Prices of rows have six decimals. */
function rowPrice(price: Decimal): number {
  return Number(decimalText((price * 1_000_000n + ONE / 2n) / ONE, 6));
}

function withPrice(row: Price, { found: { part, isLong }, billedPrice, per }: Compared): Price {
  const price = rowPrice(billedPrice * per);
  switch (part) {
    case 'hour':
      return { ...row, usdPerHour: price };
    case 'thousandCalls':
      return { ...row, usdPerThousandCalls: price };
    case 'characters':
      return { ...row, usdPerMillionCharacters: price };
    default:
      if (!isLong) return { ...row, usdPerMillionTokens: { ...row.usdPerMillionTokens, [part]: price } };
      return {
        ...row,
        longContext: {
          above: row.longContext?.above ?? 0,
          usdPerMillionTokens: { ...row.longContext?.usdPerMillionTokens, [part]: price },
        },
      };
  }
}

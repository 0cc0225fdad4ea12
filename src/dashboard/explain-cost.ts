import { COST_PARTS } from '../instrumentation/semconv/attributes.ts';
import { countParts, type Quantity } from '../bill/billed-quantities.ts';
import { findBilledRow, picoAt, textAt } from '../bill/find-row.ts';
import { decimalText } from '../pricing/decimal.ts';
import type { CostPart, Price } from '../pricing/index.ts';
import type { Attributes } from '../receiver/telemetry.ts';

/** The arithmetic of a call's cost, from what its span has. Amounts are exact decimals, as texts. */
export interface CostExplanation {
  /** Each billed part, in the order in which prices are listed. Empty for a cost that is not known. */
  readonly lines: readonly CostLine[];
  /** USD: the sum of the lines. */
  readonly sum: string;
  /** USD, as the span has it; null if the cost is not known. */
  readonly total: string | null;
  /** USD that is known of a cost that is not known as a whole. */
  readonly partial: string | null;
  /** Parts without a price. */
  readonly missing: readonly string[];
  /** Why there is no cost, such as `unknown_model`. */
  readonly absentReason: string | null;
  /** Whether the model is an assumption, since the response does not name it. */
  readonly isEstimate: boolean;
  /** The document that has the price. */
  readonly source: string | null;
  /** The day on which the source was read. */
  readonly checked: string | null;
  /** The built-in row that gives exactly these amounts; null if there is none, as with prices of the application. */
  readonly row: PriceRow | null;
}

/** A part of a cost: `quantity` × `rate` = `usd`. */
export interface CostLine {
  readonly part: CostPart;
  /** Null if the span does not have it, or if it does not explain the amount. */
  readonly quantity: number | null;
  readonly unit: Quantity['unit'];
  /** USD for a million tokens, or for a thousand calls or sessions; null without a quantity. */
  readonly rate: string | null;
  readonly usd: string;
}

/** The row of the price table that a call was billed by. */
export interface PriceRow extends Pick<Price, 'effective' | 'until' | 'zones' | 'regions' | 'derived' | 'note'> {
  readonly model: string;
  readonly scope: string;
  readonly tier: string;
  /** Whether the prices of long prompts apply. */
  readonly isLongContext: boolean;
}

/** Explains the cost of a call by the attributes of its span; undefined if nothing about a cost is known. */
export function explainCost(attributes: Attributes, start: Date): CostExplanation | undefined {
  const usd = (name: string): bigint | undefined => picoAt(attributes, name);
  const total = usd('cost') ?? usd('gen_ai.usage.cost.amount');
  const partial = usd('azure.openai.cost.partial');
  const absentReason = textAt(attributes, 'azure.openai.cost.absent_reason');
  if (total === undefined && partial === undefined && absentReason === null) return undefined;
  const parts = COST_PARTS.flatMap(([part, name]): [CostPart, bigint][] => {
    const pico = usd(name);
    return pico === undefined ? [] : [[part, pico]];
  });
  const quantities = countParts(attributes, new Set(parts.map(([part]) => part)));
  return {
    lines: parts.map(([part, pico]) => makeLine(part, pico, quantities[part])),
    sum: usdText(parts.reduce((sum, [, pico]) => sum + pico, 0n)),
    total: total === undefined ? null : usdText(total),
    partial: partial === undefined ? null : usdText(partial),
    missing: [attributes['azure.openai.cost.missing'] ?? []].flat().map(String),
    absentReason,
    isEstimate: attributes['azure.openai.cost.estimated'] === true,
    source: textAt(attributes, 'azure.openai.cost.price_source'),
    checked: textAt(attributes, 'azure.openai.cost.price_checked'),
    row: total === undefined ? null : findRow(attributes, new Map(parts), start),
  };
}

/** Divides an amount by its quantity. A rate that is not a whole number of pico-USD explains nothing, and is left out. */
function makeLine(part: CostPart, pico: bigint, { count, unit }: Quantity = { count: null, unit: 'token' }): CostLine {
  const quantity = count === null || count === 0 || pico % BigInt(count) !== 0n ? null : count;
  const each = quantity === null ? null : pico / BigInt(quantity);
  // A millionth, or a thousandth, of the rate in pico-USD.
  const rate = each === null ? null : decimalText(each, unit === 'token' ? 6 : 9);
  return { part, quantity, unit, rate, usd: usdText(pico) };
}

function findRow(attributes: Attributes, parts: ReadonlyMap<CostPart, bigint>, at: Date): PriceRow | null {
  const found = findBilledRow(attributes, parts, at);
  if (found === undefined) return null;
  const { row, isLongContext } = found;
  const { scope = 'global', tier = 'standard', effective, until, zones, regions, derived, note } = row;
  const dates = { ...(effective && { effective }), ...(until && { until }) };
  const places = { ...(zones && { zones }), ...(regions && { regions }) };
  const remarks = { ...(derived && { derived }), ...(note && { note }) };
  return { model: row.model, scope, tier, isLongContext, ...dates, ...places, ...remarks };
}

/** Writes pico-USD as USD. */
function usdText(pico: bigint): string {
  return decimalText(pico, 12);
}

import { COST_PARTS } from '../instrumentation/semconv/attributes.ts';
import { calculateCost, type CostPart, type DeploymentType, type Price } from '../pricing/index.ts';
import { bigPicoFromUsd } from '../pricing/pico-usd.ts';
import type { Attributes } from '../receiver/telemetry.ts';
import { countParts, type Quantity, readWireUsage } from './billed-quantities.ts';

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
    sum: decimal(parts.reduce((sum, [, pico]) => sum + pico, 0n)),
    total: total === undefined ? null : decimal(total),
    partial: partial === undefined ? null : decimal(partial),
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
  const rate = each === null ? null : decimal(each, unit === 'token' ? 6 : 9);
  return { part, quantity, unit, rate, usd: decimal(pico) };
}

/** Types of deployments that are billed by tokens. Responses do not name theirs, so that the amounts decide. */
const TYPES: readonly DeploymentType[] = [
  'GlobalStandard',
  'DataZoneStandard',
  'Standard',
  'GlobalBatch',
  'DataZoneBatch',
  'DeveloperTier',
];

function findRow(attributes: Attributes, parts: ReadonlyMap<CostPart, bigint>, at: Date): PriceRow | null {
  const names = ['gen_ai.response.model', 'azure.openai.deployment', 'gen_ai.request.model'];
  const usage = readWireUsage(attributes);
  const serviceTier = textAt(attributes, 'openai.response.service_tier');
  const region = textAt(attributes, 'azure.openai.region') ?? undefined;
  const amounts = [...parts].filter(([part]) => !BESIDE_TOKENS.has(part));
  if (amounts.length === 0) return null;
  for (const model of names.map((name) => textAt(attributes, name))) {
    if (model === null) continue;
    for (const deploymentType of TYPES) {
      const cost = calculateCost(usage, model, { serviceTier, region, deploymentType, at });
      if (cost.row === undefined || amounts.some(([part, pico]) => bigPicoFromUsd(cost[part]) !== pico)) continue;
      const { row, longContext = false } = cost;
      const { scope = 'global', tier = 'standard', effective, until, zones, regions, derived, note } = row;
      const dates = { ...(effective && { effective }), ...(until && { until }) };
      const places = { ...(zones && { zones }), ...(regions && { regions }) };
      const remarks = { ...(derived && { derived }), ...(note && { note }) };
      return { model: row.model, scope, tier, isLongContext: longContext, ...dates, ...places, ...remarks };
    }
  }
  return null;
}

/** Parts that have a row of their own. */
const BESIDE_TOKENS: ReadonlySet<CostPart> = new Set([
  'images',
  'characters',
  'duration',
  'modelRouter',
  'webSearch',
  'fileSearch',
  'codeInterpreter',
  'shell',
  'imageGeneration',
]);

function picoAt(attributes: Attributes, name: string): bigint | undefined {
  const value = attributes[name];
  return typeof value === 'number' ? bigPicoFromUsd(value) : undefined;
}

function textAt(attributes: Attributes, name: string): string | null {
  const value = attributes[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

/** Writes a number of the smallest units as a decimal without trailing zeros. */
function decimal(units: bigint, places = 12): string {
  const digits = String(units < 0n ? -units : units).padStart(places + 1, '0');
  const fraction = digits.slice(-places).replace(/0+$/, '');
  return `${units < 0n ? '-' : ''}${digits.slice(0, -places)}${fraction === '' ? '' : `.${fraction}`}`;
}

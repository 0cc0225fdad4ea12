import { zoneOfRegion } from '../data-zones.ts';
import { ROW_METERS } from '../meters/index.ts';
import { PASSED_OVER } from '../meters/passed-over.ts';
import type { MeteredPart, MeterNames, RowMeters } from '../meters/types.ts';
import { namesOf } from '../price-index.ts';
import { BUILT_IN_PRICES } from '../table/index.ts';
import type { Price } from '../types.ts';
import { currentItems } from './current-items.ts';
import type { RetailItem } from './retail-items.ts';
import { unitPrice } from './unit-price.ts';

/** What the items of a region come to. */
export interface RetailRows {
  readonly rows: Price[];
  /** Meters that no row of the meter table names, and that are not known to be something else. */
  readonly unknown: readonly RetailItem[];
  /** Rows that could not be made, and why, one sentence each. */
  readonly leftOut: readonly string[];
}

type ItemsByMeter = ReadonlyMap<string, readonly RetailItem[]>;

/** Makes rows from the items of a region by the meter table alone: nothing is guessed from a name. */
export function rowsFromItems(items: readonly RetailItem[], region: string, today: Date): RetailRows {
  const byMeter = currentItems(items, today);
  const known = new Set(ROW_METERS.flatMap(allMeters));
  const unknown = [...byMeter.values()]
    .flatMap(([item]) => item ?? [])
    .filter(({ meterName }) => !known.has(meterName) && !PASSED_OVER.has(meterName));
  const rows: Price[] = [];
  const leftOut: string[] = [];
  for (const entry of ROW_METERS) {
    if (!allMeters(entry).some((name) => byMeter.has(name))) continue;
    const row = rowFromMeters(entry, byMeter, region, today);
    if (typeof row === 'string') leftOut.push(`${entry.name}, ${entry.scope}, ${entry.tier}: ${row}`);
    else rows.push(row);
  }
  return { rows, unknown, leftOut };
}

function rowFromMeters(entry: RowMeters, byMeter: ItemsByMeter, region: string, today: Date): Price | string {
  const builtIn = builtInRow(entry);
  const prices = readPrices(entry.meters, byMeter);
  const longPrices = readPrices(entry.longContext ?? {}, byMeter);
  if (typeof prices === 'string') return prices;
  if (typeof longPrices === 'string') return `long context: ${longPrices}`;
  const { characters, hour, thousandCalls, ...tokens } = prices;
  const { model, versions, undated, aliases, fineTuned } = builtIn;
  return {
    model,
    ...(versions && { versions }),
    ...(undated !== undefined && { undated }),
    ...(aliases && { aliases }),
    ...(fineTuned && { fineTuned }),
    scope: entry.scope,
    ...place(entry, region),
    tier: entry.tier,
    ...(Object.keys(tokens).length > 0 && { usdPerMillionTokens: tokens }),
    ...(entry.longContext && {
      longContext: { above: builtIn.longContext?.above ?? 0, usdPerMillionTokens: longPrices },
    }),
    ...(characters !== undefined && { usdPerMillionCharacters: characters }),
    ...(hour !== undefined && { usdPerHour: hour }),
    ...(thousandCalls !== undefined && { usdPerThousandCalls: thousandCalls }),
    source: `Azure Retail Prices API, ${region}`,
    checked: today.toISOString().slice(0, 10),
  };
}

/** Global prices are the same everywhere; the others are those of the region, or of its zone. */
function place({ scope }: RowMeters, region: string): Pick<Price, 'zones' | 'regions'> {
  if (scope === 'global' || scope === 'developer') return {};
  const zone = scope === 'dataZone' ? zoneOfRegion(region) : undefined;
  return zone ? { zones: [zone] } : { regions: [region] };
}

/** A meter's price for every part, or what is wrong: half a row would price calls too low. */
function readPrices(meters: MeterNames, byMeter: ItemsByMeter): Partial<Record<MeteredPart, number>> | string {
  const prices: Partial<Record<MeteredPart, number>> = {};
  for (const [part, names] of Object.entries(meters) as [MeteredPart, string | readonly string[]][]) {
    const items = [names].flat().flatMap((name) => byMeter.get(name) ?? []);
    const found = new Set(items.map((item) => unitPrice(item, part)));
    const [price] = found;
    if (found.size > 1) return `${part} has several prices (${[...found].join(', ')})`;
    if (price === undefined)
      return items[0] ? `${part} is measured in ${items[0].unitOfMeasure}` : `${part} has no meter`;
    prices[part] = price;
  }
  return prices;
}

function builtInRow({ name, fineTuned = false, scope, tier }: RowMeters): Price {
  const row = BUILT_IN_PRICES.findLast(
    (price) =>
      namesOf(price).has(name) &&
      (price.fineTuned ?? false) === fineTuned &&
      (price.scope ?? 'global') === scope &&
      (price.tier ?? 'standard') === tier,
  );
  if (!row) throw new Error(`The meter table names a row that is not in the price table: ${name}, ${scope}, ${tier}`);
  return row;
}

function allMeters({ meters, longContext }: RowMeters): string[] {
  return [...Object.values(meters), ...Object.values(longContext ?? {})].flat();
}

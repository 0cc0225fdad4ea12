import { zoneOfRegion } from '../data-zones.ts';
import ignoredMeters from '../prices/ignored-meters.json' with { type: 'json' };
import { type MeteredOffer, meteredOffers, type MeteredPart, type MeterNames } from '../prices/index.ts';
import type { Price, Scope } from '../types.ts';
import type { RetailItem } from './retail-items.ts';

/** Rows made of the items of a region. */
export interface RetailRows {
  readonly rows: Price[];
  /** Meters that belong to no offer and are not ignored. */
  readonly unknown: readonly RetailItem[];
  /** A sentence for each row that could not be made, with the reason. */
  readonly leftOut: readonly string[];
}

type ItemsByMeter = ReadonlyMap<string, readonly RetailItem[]>;

/** Meters that make no row: they price no call, are DALL-E's, or have prices that make no sense. */
const IGNORED_METERS: ReadonlySet<string> = new Set(Object.values(ignoredMeters).flat());

/** The units of measure of a part, and how many of each are in the unit of a row. */
type Units = ReadonlyMap<string, number>;

/** Of tokens and of characters. */
const MILLION_TOKENS: Units = new Map([
  ['1K', 1_000],
  ['10K', 100],
  ['100K', 10],
  ['1M', 1],
]);
const HOURS: Units = new Map([['1 Hour', 1]]);
const THOUSAND_CALLS: Units = new Map([
  ['1K', 1],
  ['1', 1_000],
]);

/** Makes rows from the items of a region, by the built-in offers' meters alone: nothing is guessed from a name. */
export function rowsFromItems(items: readonly RetailItem[], region: string, today: Date): RetailRows {
  const byMeter = currentItems(items, today);
  const offers = meteredOffers();
  const known = new Set(offers.flatMap(allMeters));
  const unknown = [...byMeter.values()]
    .flatMap(([item]) => item ?? [])
    .filter(({ meterName }) => !known.has(meterName) && !IGNORED_METERS.has(meterName));
  const rows: Price[] = [];
  const leftOut: string[] = [];
  for (const offer of offers) {
    if (!allMeters(offer).some((name) => byMeter.has(name))) continue;
    const row = rowFromMeters(offer, byMeter, region, today);
    if (typeof row === 'string') leftOut.push(`${offerName(offer)}: ${row}`);
    else rows.push(row);
  }
  return { rows, unknown, leftOut };
}

function rowFromMeters(offer: MeteredOffer, byMeter: ItemsByMeter, region: string, today: Date): Price | string {
  const { names, scope, tier, meters, longContextMeters, longContextAbove = 0 } = offer;
  const prices = readPrices(meters, byMeter);
  const longPrices = readPrices(longContextMeters ?? {}, byMeter);
  if (typeof prices === 'string') return prices;
  if (typeof longPrices === 'string') return `long context: ${longPrices}`;
  const { characters, hour, thousandCalls, ...tokens } = prices;
  return {
    ...names,
    scope,
    ...place(scope, region),
    tier,
    ...(Object.keys(tokens).length > 0 && { usdPerMillionTokens: tokens }),
    ...(longContextMeters && { longContext: { above: longContextAbove, usdPerMillionTokens: longPrices } }),
    ...(characters !== undefined && { usdPerMillionCharacters: characters }),
    ...(hour !== undefined && { usdPerHour: hour }),
    ...(thousandCalls !== undefined && { usdPerThousandCalls: thousandCalls }),
    source: `Azure Retail Prices API, ${region}`,
    checked: today.toISOString().slice(0, 10),
  };
}

/** Returns the place of a row: none for global prices, else the data zone or the region. */
function place(scope: Scope, region: string): Pick<Price, 'zones' | 'regions'> {
  if (scope === 'global' || scope === 'developer') return {};
  const zone = scope === 'dataZone' ? zoneOfRegion(region) : undefined;
  return zone ? { zones: [zone] } : { regions: [region] };
}

/**
 * Returns the current items by meter. The API lists prices before they take effect, and may list
 * a meter more than once; of one meter, the items that took effect last are kept.
 */
function currentItems(items: readonly RetailItem[], today: Date): Map<string, readonly RetailItem[]> {
  const current = new Map<string, readonly RetailItem[]>();
  for (const item of items) {
    if (Date.parse(item.effectiveStartDate) > today.getTime() || item.tierMinimumUnits > 0) continue;
    const same = current.get(item.meterName) ?? [];
    const newest = same[0]?.effectiveStartDate ?? '';
    if (item.effectiveStartDate > newest) current.set(item.meterName, [item]);
    else if (item.effectiveStartDate === newest) current.set(item.meterName, [...same, item]);
  }
  return current;
}

/** Returns the price of every part, or a problem: half a row would price calls too low. */
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

/**
 * Converts an item's price to the unit of a row: USD per 1,000,000 tokens or characters, per hour, or per 1,000 calls.
 *
 * @returns undefined if the item is measured in something else
 */
function unitPrice({ retailPrice, unitOfMeasure }: RetailItem, part: MeteredPart): number | undefined {
  const units = part === 'hour' ? HOURS : part === 'thousandCalls' ? THOUSAND_CALLS : MILLION_TOKENS;
  const count = units.get(unitOfMeasure);
  // 0.000249 USD per 1,000 would become 0.24899999999999997 per 1,000,000; prices have six decimals at most.
  return count && Number((retailPrice * count).toFixed(6));
}

function offerName({ names: { model, versions }, scope, tier }: MeteredOffer): string {
  return `${versions ? `${model}-${versions[0]}` : model}, ${scope}, ${tier}`;
}

function allMeters({ meters, longContextMeters = {} }: MeteredOffer): string[] {
  return [...Object.values(meters), ...Object.values(longContextMeters)].flat();
}

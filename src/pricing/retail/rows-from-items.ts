import { zoneOfRegion } from '../data-zones.ts';
import ignoredMeters from '../prices/ignored-meters.json' with { type: 'json' };
import { type MeteredOffer, meteredOffers, type MeteredPart, type MeterNames } from '../prices/index.ts';
import type { Price, Scope } from '../types.ts';
import { currentItems } from './current-items.ts';
import type { RetailItem } from './retail-items.ts';
import { unitPrice } from './unit-price.ts';

/** What the items of a region come to. */
export interface RetailRows {
  readonly rows: Price[];
  /** Meters of no offer, and not among those that are ignored. */
  readonly unknown: readonly RetailItem[];
  /** Rows that could not be made, and why, one sentence each. */
  readonly leftOut: readonly string[];
}

type ItemsByMeter = ReadonlyMap<string, readonly RetailItem[]>;

/** Meters that no row is made from: those that do not price a call, DALL-E's, and some whose prices make no sense. */
const IGNORED_METERS: ReadonlySet<string> = new Set(Object.values(ignoredMeters).flat());

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

/** Global prices are the same everywhere; the others are those of the region, or of its zone. */
function place(scope: Scope, region: string): Pick<Price, 'zones' | 'regions'> {
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

function offerName({ names: { model, versions }, scope, tier }: MeteredOffer): string {
  return `${versions ? `${model}-${versions[0]}` : model}, ${scope}, ${tier}`;
}

function allMeters({ meters, longContextMeters = {} }: MeteredOffer): string[] {
  return [...Object.values(meters), ...Object.values(longContextMeters)].flat();
}

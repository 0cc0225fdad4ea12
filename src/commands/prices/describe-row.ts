import { TOKEN_CLASS_NAMES } from '../../pricing/token-classes.ts';
import type { Price, TokenPrices } from '../../pricing/types.ts';

/** Describes the calls that a row prices: `gpt-4o (2024-11-20), dataZone us eu, batch, from 2026-09-01`. */
export function describeRow(row: Price): string {
  const versions = row.versions ? ` (${row.versions.join(', ')})` : '';
  const place = [row.scope ?? 'global', ...(row.zones ?? []), ...(row.regions ?? [])].join(' ');
  return [
    `${row.model}${versions}${row.fineTuned ? ' fine-tuned' : ''}`,
    place,
    row.tier ?? 'standard',
    ...(row.effective ? [`from ${row.effective}`] : []),
    ...(row.until ? [`until ${row.until}`] : []),
  ].join(', ');
}

/** A row's prices in USD, one text for each, with its unit. */
export function describePrices(row: Price): string[] {
  const prices = tokenPrices(row.usdPerMillionTokens ?? {}).map((price) => `${price} per 1M tokens`);
  if (row.longContext) {
    const long = tokenPrices(row.longContext.usdPerMillionTokens).join(', ') || 'no known price';
    prices.push(`above ${row.longContext.above} input tokens: ${long}`);
  }
  for (const { quality, size, usdPerImage } of row.images ?? [])
    prices.push(`${quality} ${size} ${usdPerImage} per image`);
  if (row.usdPerMillionCharacters !== undefined) prices.push(`${row.usdPerMillionCharacters} per 1M characters`);
  if (row.usdPerHour !== undefined) prices.push(`${row.usdPerHour} per hour of audio`);
  if (row.usdPerThousandCalls !== undefined) prices.push(`${row.usdPerThousandCalls} per 1,000 calls`);
  return prices;
}

function tokenPrices(prices: TokenPrices): string[] {
  return TOKEN_CLASS_NAMES.flatMap((name) => (prices[name] === undefined ? [] : [`${name} ${prices[name]}`]));
}

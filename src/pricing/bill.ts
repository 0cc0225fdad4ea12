import { type CompiledRow, NO_RATE } from './compile-row.ts';
import { picoForSeconds, picoFromUsd, usdFromBigPico, usdFromPico } from './pico-usd.ts';
import { splitUsage } from './split-usage.ts';
import { TOKEN_CLASS_NAMES } from './token-classes.ts';
import type { Cost, CostPart, Price } from './types.ts';
import type { WireCounts } from './wire-counts.ts';

/** Numbers in the order of `TOKEN_CLASSES`. */
type ByClass = readonly number[];

/** Prices a consistent usage by a row. */
export function bill(compiled: CompiledRow, counts: WireCounts): Cost {
  const { row } = compiled;
  const isLong = counts.input > compiled.longAbove;
  const rates = isLong ? compiled.longRates : compiled.rates;
  const { perToken } = rates;
  const tokens = splitUsage(counts, rates);
  if (typeof tokens === 'string') return unpricedUsage(row, [tokens]);
  const pico = picoForTokens(tokens, perToken);
  if (pico < 0) return unpricedUsage(row, lackingClasses(tokens, perToken));

  const total = Number.isSafeInteger(pico) ? usdFromPico(pico) : usdFromBigPico(bigPicoForTokens(tokens, perToken));
  const cost: Cost = { currency: 'USD', total, row };
  if (isLong) cost.longContext = true;
  addTokenParts(cost, tokens, perToken);
  const isByToken = counts.images <= 0 && counts.characters <= 0 && counts.seconds <= 0;
  return isByToken ? cost : addOtherParts(cost, compiled, counts, bigPicoForTokens(tokens, perToken));
}

/** Exact if it is a safe integer; below zero if a class that was used has no rate. */
function picoForTokens(tokens: ByClass, rates: ByClass): number {
  let pico = 0;
  for (let index = 0; index < tokens.length; index += 1) pico += tokens[index]! * rates[index]!;
  return pico;
}

function addTokenParts(cost: Cost, tokens: ByClass, rates: ByClass): void {
  for (let index = 0; index < tokens.length; index += 1) {
    if (tokens[index]! > 0) cost[TOKEN_CLASS_NAMES[index]!] = usd(tokens[index]!, rates[index]!);
  }
}

function usd(quantity: number, rate: number): number {
  const pico = quantity * rate;
  return Number.isSafeInteger(pico) ? usdFromPico(pico) : usdFromBigPico(BigInt(quantity) * BigInt(rate));
}

function bigPicoForTokens(tokens: ByClass, rates: ByClass): bigint {
  return tokens.reduce((pico, count, index) => (count > 0 ? pico + BigInt(count) * BigInt(rates[index]!) : pico), 0n);
}

function lackingClasses(tokens: ByClass, rates: ByClass): CostPart[] {
  return TOKEN_CLASS_NAMES.filter((_, index) => tokens[index]! > 0 && rates[index] === NO_RATE);
}

function unpricedUsage(row: Price, unpriced: CostPart[]): Cost {
  return { currency: 'USD', row, reason: 'unpriced_usage', unpriced };
}

/** Adds what is billed by the image, the character or the hour. */
function addOtherParts(cost: Cost, compiled: CompiledRow, counts: WireCounts, forTokens: bigint): Cost {
  const { row, picoPerCharacter, picoPerHour } = compiled;
  const lacking: CostPart[] = [];
  let total = forTokens;
  const add = (part: CostPart, quantity: number, rate: number, amount: () => bigint): void => {
    if (quantity <= 0) return;
    if (rate === NO_RATE) {
      lacking.push(part);
      return;
    }
    const pico = amount();
    cost[part] = usdFromBigPico(pico);
    total += pico;
  };
  const picoPerImage = imageRate(row, counts);
  add('images', counts.images, picoPerImage, () => BigInt(counts.images) * BigInt(picoPerImage));
  add('characters', counts.characters, picoPerCharacter, () => BigInt(counts.characters) * BigInt(picoPerCharacter));
  add('duration', counts.seconds, picoPerHour, () => picoForSeconds(counts.seconds, picoPerHour));
  if (lacking.length > 0) return unpricedUsage(row, lacking);
  cost.total = usdFromBigPico(total);
  return cost;
}

function imageRate(row: Price, counts: WireCounts): number {
  const quality = counts.imageQuality ?? 'standard';
  const image = row.images?.find((price) => price.size === counts.imageSize && price.quality === quality);
  return image ? picoFromUsd(image.usdPerImage) : NO_RATE;
}

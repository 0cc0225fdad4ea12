import { type CompiledRow, NO_RATE, type Rates } from './compile-row.ts';
import { picoForSeconds, picoFromUsd, usdFromBigPico, usdFromPico } from './pico-usd.ts';
import { type Quantities, splitUsage } from './split-usage.ts';
import { TOKEN_CLASSES } from './token-classes.ts';
import type { Cost, CostPart, Price } from './types.ts';
import type { WireCounts } from './wire-counts.ts';

// One for all calls, so that a call allocates nothing but its result. It is filled and billed
// without a break: no code of a caller runs in between.
const tokens: Quantities = {
  input: 0,
  cachedInput: 0,
  cacheWrite: 0,
  output: 0,
  audioInput: 0,
  cachedAudioInput: 0,
  audioOutput: 0,
  imageInput: 0,
  cachedImageInput: 0,
  imageOutput: 0,
};

/** Prices a consistent usage by a row. */
export function bill(compiled: CompiledRow, counts: WireCounts): Cost {
  const { row } = compiled;
  const isLong = counts.input > compiled.longAbove;
  const rates = isLong ? compiled.longRates : compiled.rates;
  const unsorted = splitUsage(counts, rates, tokens);
  if (unsorted) return unpricedUsage(row, [unsorted]);
  const pico = picoForTokens(rates);
  if (pico < 0) return unpricedUsage(row, lackingClasses(rates));

  const total = Number.isSafeInteger(pico) ? usdFromPico(pico) : usdFromBigPico(bigPicoForTokens(rates));
  const cost: Cost = { currency: 'USD', total, row };
  if (isLong) cost.longContext = true;
  addTokenParts(cost, rates);
  const isByToken = counts.images <= 0 && counts.characters <= 0 && counts.seconds <= 0;
  return isByToken ? cost : addOtherParts(cost, compiled, counts, bigPicoForTokens(rates));
}

/** Exact if it is a safe integer; below zero if a class that was used has no rate. */
function picoForTokens(rates: Rates): number {
  return (
    tokens.input * rates.input +
    tokens.cachedInput * rates.cachedInput +
    tokens.cacheWrite * rates.cacheWrite +
    tokens.output * rates.output +
    tokens.audioInput * rates.audioInput +
    tokens.cachedAudioInput * rates.cachedAudioInput +
    tokens.audioOutput * rates.audioOutput +
    tokens.imageInput * rates.imageInput +
    tokens.cachedImageInput * rates.cachedImageInput +
    tokens.imageOutput * rates.imageOutput
  );
}

/** Spelt out, since a loop over the names takes longer than everything else in a call. */
function addTokenParts(cost: Cost, rates: Rates): void {
  if (tokens.input > 0) cost.input = usd(tokens.input, rates.input);
  if (tokens.cachedInput > 0) cost.cachedInput = usd(tokens.cachedInput, rates.cachedInput);
  if (tokens.cacheWrite > 0) cost.cacheWrite = usd(tokens.cacheWrite, rates.cacheWrite);
  if (tokens.output > 0) cost.output = usd(tokens.output, rates.output);
  if (tokens.audioInput > 0) cost.audioInput = usd(tokens.audioInput, rates.audioInput);
  if (tokens.cachedAudioInput > 0) cost.cachedAudioInput = usd(tokens.cachedAudioInput, rates.cachedAudioInput);
  if (tokens.audioOutput > 0) cost.audioOutput = usd(tokens.audioOutput, rates.audioOutput);
  if (tokens.imageInput > 0) cost.imageInput = usd(tokens.imageInput, rates.imageInput);
  if (tokens.cachedImageInput > 0) cost.cachedImageInput = usd(tokens.cachedImageInput, rates.cachedImageInput);
  if (tokens.imageOutput > 0) cost.imageOutput = usd(tokens.imageOutput, rates.imageOutput);
}

function usd(quantity: number, rate: number): number {
  const pico = quantity * rate;
  return Number.isSafeInteger(pico) ? usdFromPico(pico) : usdFromBigPico(BigInt(quantity) * BigInt(rate));
}

function bigPicoForTokens(rates: Rates): bigint {
  let pico = 0n;
  for (const name of TOKEN_CLASSES) if (tokens[name] > 0) pico += BigInt(tokens[name]) * BigInt(rates[name]);
  return pico;
}

function lackingClasses(rates: Rates): CostPart[] {
  return TOKEN_CLASSES.filter((name) => tokens[name] > 0 && rates[name] === NO_RATE);
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

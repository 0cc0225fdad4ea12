/**
 * Money is counted in whole pico-USD (10⁻¹² USD). A price in USD per million tokens with six
 * decimals is a whole number of pico-USD per token, so that products and sums are exact.
 */
const PICO_PER_USD = 1_000_000_000_000;

/** Converts USD per million tokens (or characters) to pico-USD for each. */
export function picoPerToken(usdPerMillion: number): number {
  return Math.round(usdPerMillion * 1_000_000);
}

/** Converts USD to pico-USD. */
export function picoFromUsd(usd: number): number {
  return Math.round(usd * PICO_PER_USD);
}

/** Converts USD to whole nano-USD (10⁻⁹ USD). */
export function nanoFromUsd(usd: number): number {
  return Math.round(picoFromUsd(usd) / 1000);
}

/** Converts pico-USD to USD: one division of two exact numbers, so one rounding. */
export function usdFromPico(pico: number): number {
  return pico / PICO_PER_USD;
}

/** Converts USD to pico-USD, for sums of any size; undefined for a value that is not finite. */
export function bigPicoFromUsd(usd: number | undefined): bigint | undefined {
  return Number.isFinite(usd) ? BigInt(picoFromUsd(usd!)) : undefined;
}

/** Converts pico-USD to USD, beyond 2⁵³ (about 9,007 USD) too: parsed from text, so rounded once. */
export function usdFromBigPico(pico: bigint): number {
  return Number(`${pico}e-12`);
}

/** Returns the price in pico-USD of seconds of audio, counted by the millisecond. */
export function picoForSeconds(seconds: number, picoPerHour: number): bigint {
  const milliseconds = BigInt(Math.round(seconds * 1000));
  return (milliseconds * BigInt(picoPerHour) + 1_800_000n) / 3_600_000n;
}

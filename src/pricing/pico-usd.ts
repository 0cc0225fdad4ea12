/**
 * Money is counted in whole pico-USD (10⁻¹² USD). A price in USD per million tokens with six
 * decimals is a whole number of them per token, so that products and sums are exact.
 */
const PICO_PER_USD = 1_000_000_000_000;

/** Pico-USD per token (or character) for a price in USD per million. */
export function picoPerToken(usdPerMillion: number): number {
  return Math.round(usdPerMillion * 1_000_000);
}

/** Pico-USD for an amount in USD. */
export function picoFromUsd(usd: number): number {
  return Math.round(usd * PICO_PER_USD);
}

/** The double nearest to an exact amount: one division of two exact numbers, so one rounding. */
export function usdFromPico(pico: number): number {
  return pico / PICO_PER_USD;
}

/** `picoFromUsd` for sums of any size; undefined for a value that is no amount. */
export function bigPicoFromUsd(usd: number | undefined): bigint | undefined {
  return Number.isFinite(usd) ? BigInt(picoFromUsd(usd!)) : undefined;
}

/** `usdFromPico` for amounts past 2⁵³ pico-USD, about 9,007 USD: written out and read once, so rounded once. */
export function usdFromBigPico(pico: bigint): number {
  return Number(`${pico}e-12`);
}

/** Pico-USD for seconds of audio, counted by the millisecond, at pico-USD per hour. */
export function picoForSeconds(seconds: number, picoPerHour: number): bigint {
  const milliseconds = BigInt(Math.round(seconds * 1000));
  return (milliseconds * BigInt(picoPerHour) + 1_800_000n) / 3_600_000n;
}

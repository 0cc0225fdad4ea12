/**
 * Sums of money are whole pico-USD (10⁻¹² USD). A price per token is a whole number of them, so the nearest whole
 * number to a call's cost is that cost exactly, and a sum of any number of calls is exact too.
 */
const PICO_PER_USD = 1e12;

/** Undefined for what is no amount. */
export function picoFromUsd(usd: number | undefined): bigint | undefined {
  return Number.isFinite(usd) ? BigInt(Math.round(usd! * PICO_PER_USD)) : undefined;
}

/** The double nearest to the exact amount: written out and read once, so rounded once. */
export function usdFromPico(pico: bigint): number {
  return Number(`${pico}e-12`);
}

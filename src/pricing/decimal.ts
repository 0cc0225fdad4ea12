/** Decimal places of an exact amount: Azure writes doubles, which have up to 17 digits after their leading zeros. */
const PLACES = 40;

/** An exact decimal number: whole units of 10⁻⁴⁰. Sums of them are exact. */
export type Decimal = bigint;

/** The number 1. */
export const ONE: Decimal = 10n ** BigInt(PLACES);

const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,3}))?$/i;

/**
 * Reads a decimal number, such as `-1.25` or `2.5E-05`. Places beyond 40 are rounded: a refund may leave a double as small
 * as 1E-25, with its 17 digits.
 *
 * @returns undefined for another text, or a number that has more than 60 digits before its decimal places
 */
export function parseDecimal(text: string): Decimal | undefined {
  const [, sign, whole = '', fraction = '', exponent = '0'] = NUMBER.exec(text.trim()) ?? [];
  if (sign === undefined || whole + fraction === '') return undefined;
  const digits = (whole + fraction).replace(/^0+(?=\d)/, '');
  const shift = PLACES + Number(exponent) - fraction.length;
  if (digits === '0') return 0n;
  if (digits.length + shift > PLACES + 60) return undefined;
  const step = 10n ** BigInt(Math.max(0, -shift));
  const units = shift < 0 ? (BigInt(digits) + step / 2n) / step : BigInt(digits) * 10n ** BigInt(shift);
  return sign === '-' ? -units : units;
}

/** Writes a number without an exponent and without trailing zeros. */
export function decimalText(value: Decimal, places: number = PLACES): string {
  const digits = String(value < 0n ? -value : value).padStart(places + 1, '0');
  const fraction = digits.slice(-places).replace(/0+$/, '');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -places)}${fraction === '' ? '' : `.${fraction}`}`;
}

/** Converts whole pico-USD (10⁻¹² USD) to an exact amount. */
export function decimalFromPico(pico: bigint): Decimal {
  return pico * 10n ** BigInt(PLACES - 12);
}

/** Multiplies two numbers; places beyond 40 are cut off. */
export function multiply(one: Decimal, other: Decimal): Decimal {
  return (one * other) / ONE;
}

/** Divides two numbers; places beyond 40 are cut off. */
export function divide(one: Decimal, other: Decimal): Decimal {
  return (one * ONE) / other;
}

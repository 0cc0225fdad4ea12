import { UNKNOWN } from '../../cli/table.ts';

/** The columns that a report has. */
export const REPORT_WIDTH = 100;

/** `12,345`. */
export function count(value: number | undefined): string {
  return value === undefined ? UNKNOWN : value.toLocaleString('en-US');
}

/** `1,240` from 1239.6: whole milliseconds, without their unit. */
export function milliseconds(value: number | undefined): string {
  return value === undefined ? UNKNOWN : count(Math.round(value));
}

/** `$0.0002475`: seven digits, so that single calls of cheap models differ. */
export function dollars(value: number): string {
  return `$${value.toFixed(7)}`;
}

/** A sum of dollars without the noise of adding fractions: in whole pico-dollars, as prices are made. */
export function sumOfDollars(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + Math.round(value * 1e12), 0) / 1e12;
}

import { styleText } from 'node:util';
import type { Output } from '../command/io.ts';
import type { CheckResult, CheckStatus } from './check.ts';

const SIGNS = {
  ok: ['✓', 'green'],
  warn: ['!', 'yellow'],
  fail: ['✗', 'red'],
  skip: ['-', 'dim'],
} as const satisfies Record<CheckStatus, readonly [string, string]>;

/** A check as lines for people: the sign, what was checked, what was found, and what to do. */
export function lineOf({ status, title, detail, action }: CheckResult, output: Output): string {
  const [sign, style] = SIGNS[status];
  const hasColours = output.isTTY === true && !process.env['NO_COLOR'];
  const shown = `${sign} ${status}`.padEnd(6);
  const painted = hasColours ? styleText(style, shown, { validateStream: false }) : shown;
  return `${painted}  ${title}: ${detail}\n${action === undefined ? '' : `          ${action}\n`}`;
}

/** Such as `12 checks: 9 ok, 1 warn, 1 fail, 1 skip`. */
export function summaryOf(results: readonly CheckResult[]): string {
  const counts = Object.keys(SIGNS).flatMap((status) => {
    const count = results.filter((result) => result.status === status).length;
    return count === 0 ? [] : [`${count} ${status}`];
  });
  return `${results.length} checks: ${counts.join(', ')}`;
}

/** All results as one JSON object. */
export function jsonOf(results: readonly CheckResult[]): string {
  const failed = results.some(({ status }) => status === 'fail');
  return `${JSON.stringify({ status: failed ? 'fail' : 'ok', checks: results }, undefined, 2)}\n`;
}

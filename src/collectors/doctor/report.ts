import { type Output, paintFor } from '../../cli/io.ts';
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
  const shown = `${sign} ${status}`.padEnd(6);
  return `${paintFor(output)(style, shown)}  ${title}: ${detail}\n${action === undefined ? '' : `          ${action}\n`}`;
}

/** Such as `12 checks: 9 ok, 1 warn, 1 fail, 1 skip`. */
export function summaryOf(results: readonly CheckResult[]): string {
  const counts = Object.keys(SIGNS).flatMap((status) => {
    const count = results.filter((result) => result.status === status).length;
    return count === 0 ? [] : [`${count} ${status}`];
  });
  return `${results.length} checks: ${counts.join(', ')}`;
}

/** What `doctor --json` prints; docs/collectors.md describes it. */
export interface DoctorJson {
  /** `fail` if any check failed, as the exit code says too. */
  readonly status: 'ok' | 'fail';
  /** In the order of the tutorial. */
  readonly checks: readonly CheckResult[];
}

/** All results as one JSON object. */
export function jsonOf(results: readonly CheckResult[]): DoctorJson {
  return { status: results.some(({ status }) => status === 'fail') ? 'fail' : 'ok', checks: results };
}

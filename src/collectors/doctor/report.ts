import { type Output, paintFor } from '../../cli/io.ts';
import type { CheckStatus, Finding } from '../contracts/finding.ts';
import { TUTORIAL } from '../settings/error.ts';

const SIGNS = {
  ok: ['✓', 'green'],
  warn: ['!', 'yellow'],
  fail: ['✗', 'red'],
  skip: ['-', 'dim'],
} as const satisfies Record<CheckStatus, readonly [string, string]>;

/** Formats a finding as lines for people: a sign, the subject, what was found, and what to do. */
export function formatFinding({ status, title, detail, action }: Finding, output: Output): string {
  const [sign, style] = SIGNS[status];
  const shown = `${sign} ${status}`.padEnd(6);
  return `${paintFor(output)(style, shown)}  ${title}: ${detail}\n${action === undefined ? '' : `          ${action}\n`}`;
}

/** Counts the findings, such as `12 checks: 9 ok, 1 warn, 1 fail, 1 skip`, and names the page whose steps they name. */
export function summarize(findings: readonly Finding[]): string {
  const counts = Object.keys(SIGNS).flatMap((status) => {
    const count = findings.filter((finding) => finding.status === status).length;
    return count === 0 ? [] : [`${count} ${status}`];
  });
  const namesSteps = findings.some(({ detail, action = '' }) => /\(step \d/.test(`${detail} ${action}`));
  const steps = namesSteps ? `\nSteps are those of Elastic's tutorial: ${TUTORIAL}` : '';
  return `${findings.length} checks: ${counts.join(', ')}${steps}`;
}

/** The output of `doctor --json`, as docs/collectors.md describes it. */
export interface DoctorJson {
  /** `fail` if any check failed, as the exit code says too. */
  readonly status: 'ok' | 'fail';
  /** In the order of the tutorial. */
  readonly checks: readonly Finding[];
}

export function toJson(checks: readonly Finding[]): DoctorJson {
  return { status: checks.some(({ status }) => status === 'fail') ? 'fail' : 'ok', checks };
}

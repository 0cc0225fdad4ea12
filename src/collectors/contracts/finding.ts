import { describeError } from '../errors.ts';
import { MissingPackageError } from '../optional-package.ts';

/** Result of a check. `skip` means that there is not enough to check it with. */
export type CheckStatus = 'ok' | 'warn' | 'fail' | 'skip';

/** One result of {@link Source.test}, {@link Sink.test} or {@link DeadLetters.test}, for `doctor`. */
export interface Finding {
  /** Such as `event-hub.consumer-group`. */
  readonly id: string;
  /** The subject of the check, such as `Consumer group $Default`. */
  readonly title: string;
  readonly status: CheckStatus;
  /** The result, in a sentence without secrets. */
  readonly detail: string;
  /** How to solve the problem: a command to run, or where to click. */
  readonly action?: string;
  /** Resources that are missing and that `doctor --print-deployment` can create, such as `eventHub`. */
  readonly missing?: readonly string[];
}

/** A finding without its place among the others. */
export type CheckResult = Omit<Finding, 'id' | 'title'>;

export function ok(detail: string): CheckResult {
  return { status: 'ok', detail };
}

export function warn(detail: string, action: string): CheckResult {
  return { status: 'warn', detail, action };
}

export function fail(detail: string, action: string, missing?: readonly string[]): CheckResult {
  return { status: 'fail', detail, action, ...(missing && { missing }) };
}

export function skip(detail: string): CheckResult {
  return { status: 'skip', detail };
}

/** Reports an error that kept a check from starting: a package that is missing, a setting that its SDK refuses. */
export function failToCheck(error: unknown): CheckResult {
  if (error instanceof MissingPackageError) {
    return fail(error.message.split('\n')[0]!, `npm install ${error.packages.join(' ')}`);
  }
  return fail(describeError(error), 'See the settings of this check in docs/collectors.md.');
}

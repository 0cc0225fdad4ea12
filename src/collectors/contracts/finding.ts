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
  /** Names of the Azure resources that are missing. */
  readonly missing?: readonly string[];
}

/** How a check went: `skip` where there is not enough to check it with. */
export type CheckStatus = 'ok' | 'warn' | 'fail' | 'skip';

/** One thing that {@link Source.test}, {@link Sink.test} or {@link DeadLetters.test} found, for `doctor`. */
export interface Finding {
  /** Such as `event-hub.consumer-group`. */
  readonly id: string;
  /** The subject of the check, such as `Consumer group $Default`. */
  readonly title: string;
  readonly status: CheckStatus;
  /** What was found, in a sentence. It holds no secret. */
  readonly detail: string;
  /** What to do about it: a command to run, or where to click. */
  readonly action?: string;
  /** Names of the Azure resources that are missing. */
  readonly missing?: readonly string[];
}

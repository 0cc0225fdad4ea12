/** How a check went: `skip` where there is not enough to check it with. */
export type CheckStatus = 'ok' | 'warn' | 'fail' | 'skip';

/** What can be made by the printed Bicep or script. */
export type Creatable =
  | 'eventHub'
  | 'policy'
  | 'consumerGroup'
  | 'diagnosticSettings'
  | 'storageAccount'
  | 'container'
  | 'role';

/** What a check found. */
export interface Finding {
  readonly status: CheckStatus;
  /** What was found, in a sentence. */
  readonly detail: string;
  /** What to do about it: commands to run, or where to click. */
  readonly action?: string;
  /** What is missing, if the printed Bicep makes it. */
  readonly missing?: readonly Creatable[];
}

/** A finding with its place in the tutorial. */
export interface CheckResult extends Finding {
  /** Such as `event-hub.consumer-group`. */
  readonly id: string;
  /** What was checked, such as `Consumer group $Default`. */
  readonly title: string;
}

export function ok(detail: string): Finding {
  return { status: 'ok', detail };
}

export function warn(detail: string, action: string): Finding {
  return { status: 'warn', detail, action };
}

export function fail(detail: string, action: string, missing?: readonly Creatable[]): Finding {
  return { status: 'fail', detail, action, ...(missing && { missing }) };
}

export function skip(detail: string): Finding {
  return { status: 'skip', detail };
}

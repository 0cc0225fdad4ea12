import type { AmqpError } from 'rhea';

/** What goes wrong, until it is set back. */
export interface Faults {
  /** So many of the next attaches and management requests are answered `com.microsoft:server-busy`. */
  serverBusy: number;
  /** `token`: no token is taken; `listen`: tokens are taken, but they lack the Listen claim. */
  unauthorized: 'token' | 'listen' | undefined;
  /** A receiver that attaches is sent so many events again before those that it asked for. */
  duplicates: number;
  /** Milliseconds before each event is sent. */
  delay: number;
}

export function noFaults(): Faults {
  return { serverBusy: 0, unauthorized: undefined, duplicates: 0, delay: 0 };
}

/** @returns the error to answer with, if there is one for this request */
export function takeServerBusy(faults: Faults): AmqpError | undefined {
  if (faults.serverBusy <= 0) return undefined;
  faults.serverBusy--;
  return {
    condition: 'com.microsoft:server-busy',
    description: 'The request was terminated because the entity is being throttled. Error code : 50002.',
  };
}

import type { AmqpError } from 'rhea';

/** The faults, until they are reset. */
export interface Faults {
  /** The number of the next attaches and management requests that get `com.microsoft:server-busy`. */
  serverBusy: number;
  /** `token`: every token is refused; `listen`: tokens are accepted, but lack the Listen claim. */
  unauthorized: 'token' | 'listen' | undefined;
  /** The number of events that a new receiver gets again before the requested ones. */
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

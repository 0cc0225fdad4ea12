import type { AmqpError } from 'rhea';

/** Faults of the server, each until it is reset. */
export interface Faults {
  /** Number of attaches and management requests to answer with `com.microsoft:server-busy`. */
  serverBusy: number;
  /** `token`: every token is refused; `listen`: tokens are accepted, but lack the claim Listen. */
  unauthorized: 'token' | 'listen' | undefined;
  /** Number of earlier events to send again to a receiver that attaches. */
  duplicates: number;
  /** Milliseconds before each event is sent. */
  delay: number;
}

export function noFaults(): Faults {
  return { serverBusy: 0, unauthorized: undefined, duplicates: 0, delay: 0 };
}

/** @returns the error for this request, if it gets one */
export function takeServerBusy(faults: Faults): AmqpError | undefined {
  if (faults.serverBusy <= 0) return undefined;
  faults.serverBusy--;
  return {
    condition: 'com.microsoft:server-busy',
    description: 'The request was terminated because the entity is being throttled. Error code : 50002.',
  };
}

import type { IncomingHttpHeaders } from 'node:http';

/** The request header that makes one call fail; see `parseFaultHeader`. */
export const FAULT_HEADER = 'x-simulate-fault';

const FAULT_KINDS = [
  /** 429 with `retry-after-ms` and `retry-after`. */
  'rate_limit',
  /** 500. */
  'server_error',
  /** 400 `content_filter`: the prompt is refused. */
  'filtered_prompt',
  /** 200, each choice cut off with `finish_reason` `content_filter`. */
  'filtered_answer',
  /** 200 with a body that ends in the middle of its JSON. */
  'malformed',
  /** The connection is dropped before the headers. */
  'drop',
  /** Nothing is ever sent. */
  'hang',
  /** The connection is dropped after some chunks. */
  'drop_stream',
  /** Nothing more is sent after some chunks, and the connection stays open. */
  'stall_stream',
  /** An error event comes after some chunks. */
  'error_in_stream',
] as const;

/** The kinds of failure, each described where `FAULT_KINDS` lists it. */
export type FaultKind = (typeof FAULT_KINDS)[number];

/** A failure to simulate. */
export interface Fault {
  kind: FaultKind;
  /** Of `rate_limit`: how long to wait, in ms. @default 1000 */
  retryAfterMs?: number;
  /** Of the stream faults: how many chunks come first. @default 3 */
  afterChunks?: number;
  /** How many attempts of a call fail before one goes through, by the client's `x-stainless-retry-count`. @default all */
  attempts?: number;
}

/** A failure that a deployment has by itself. */
export interface DeploymentFault extends Fault {
  /** Which calls fail: every nth, beginning with the nth. */
  every: number;
}

/**
 * Reads a fault from the request header: the kind, then its settings, as in
 * `x-simulate-fault: rate_limit; retryAfterMs=20; attempts=1`.
 *
 * @returns the fault, `undefined` without the header, or the text of what is wrong with it.
 */
export function parseFaultHeader(value: string | undefined): Fault | string | undefined {
  if (value === undefined) return undefined;
  const [name = '', ...settings] = value.split(';').map((part) => part.trim());
  const kind = FAULT_KINDS.find((known) => known === name);
  if (kind === undefined) return `${FAULT_HEADER}: no fault "${name}", only ${FAULT_KINDS.join(', ')}`;
  const fault: Fault = { kind };
  for (const setting of settings) {
    const [key, text] = setting.split('=');
    const number = Number(text);
    if (!(key === 'retryAfterMs' || key === 'afterChunks' || key === 'attempts') || !(number >= 0)) {
      return `${FAULT_HEADER}: "${setting}" is not retryAfterMs=…, afterChunks=… or attempts=… with a number`;
    }
    fault[key] = number;
  }
  return fault;
}

/**
 * The fault of a call, if it has one: its own from the header, else its deployment's.
 *
 * @param callNumber which call to the deployment this is, from 1.
 */
export function faultOf(
  own: Fault | undefined,
  deploymentFaults: readonly DeploymentFault[],
  callNumber: number,
  headers: IncomingHttpHeaders,
): Fault | undefined {
  const fault = own ?? deploymentFaults.find(({ every }) => callNumber % every === 0);
  const retries = Number(headers['x-stainless-retry-count'] ?? 0);
  return fault?.attempts !== undefined && retries >= fault.attempts ? undefined : fault;
}

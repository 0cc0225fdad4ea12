import type { IncomingHttpHeaders } from 'node:http';

/** The request header that makes one call fail; see `parseFaultHeader`. */
export const FAULT_HEADER = 'x-simulate-fault';

/** Every kind of failure, with its effect. */
export const FAULTS = {
  rate_limit: '429 with retry-after-ms and retry-after',
  server_error: '500',
  filtered_prompt: '400 content_filter: the prompt is refused',
  filtered_answer: '200, each choice cut off with finish_reason content_filter',
  malformed: '200 with a body that ends in the middle of its JSON',
  drop: 'the connection is dropped before the headers',
  hang: 'nothing is ever sent',
  drop_stream: 'the connection is dropped after some chunks of a stream, or half of an answer',
  stall_stream: 'nothing more is sent after some chunks, and the connection stays open',
  error_in_stream: 'an error event comes after some chunks; 500 without a stream',
} as const;

/** The kinds of failure; `FAULTS` describes each. */
export type FaultKind = keyof typeof FAULTS;

/** A failure to simulate. */
export interface Fault {
  kind: FaultKind;
  /** The wait after `rate_limit`, in ms. @default 1000 */
  retryAfterMs?: number;
  /** The number of chunks before a fault of the stream. @default 3 */
  afterChunks?: number;
  /** The number of attempts that fail before one succeeds, by the client's `x-stainless-retry-count`. @default all */
  attempts?: number;
}

/** A failure that a deployment has by itself. */
export interface DeploymentFault extends Fault {
  /** Every nth call fails, beginning with the nth. */
  every: number;
}

/**
 * Reads a fault from the request header: the kind, then its settings, as in
 * `x-simulate-fault: rate_limit; retryAfterMs=20; attempts=1`.
 *
 * @returns the fault, `undefined` without the header, or the text of the problem.
 */
export function parseFaultHeader(value: string | undefined): Fault | string | undefined {
  if (value === undefined) return undefined;
  const fault = parseFault(value, ['retryAfterMs', 'afterChunks', 'attempts']);
  return typeof fault === 'string' ? `${FAULT_HEADER}: ${fault}` : fault;
}

/** Reads a failure of a deployment: as in the header, with one setting more, `every` (1 if it is left out). */
export function parseDeploymentFault(value: string): DeploymentFault | string {
  const fault = parseFault(value, ['every', 'retryAfterMs', 'afterChunks', 'attempts']);
  if (typeof fault === 'string') return fault;
  return fault.every === 0 ? 'every=… must be 1 or more' : { every: 1, ...fault };
}

type FaultSettings = Partial<Omit<DeploymentFault, 'kind'>>;

function parseFault(value: string, names: readonly (keyof FaultSettings)[]): (Fault & FaultSettings) | string {
  const [word = '', ...settings] = value.split(';').map((part) => part.trim());
  if (!Object.hasOwn(FAULTS, word)) return `no fault "${word}", only ${Object.keys(FAULTS).join(', ')}`;
  const fault: Fault & FaultSettings = { kind: word as FaultKind };
  for (const setting of settings) {
    const [key, text] = setting.split('=');
    const number = Number(text);
    const name = names.find((known) => known === key);
    if (name === undefined || !(number >= 0)) {
      return `"${setting}" is not ${names
        .map((known) => `${known}=…`)
        .join(', ')
        .replace(/, (?=[^,]*$)/, ' or ')} with a number`;
    }
    fault[name] = number;
  }
  return fault;
}

/**
 * Returns the fault of a call, if it has one: its own from the header, else its deployment's.
 *
 * @param callNumber the number of the call to the deployment, from 1.
 */
export function chooseFault(
  own: Fault | undefined,
  deploymentFaults: readonly DeploymentFault[],
  callNumber: number,
  headers: IncomingHttpHeaders,
): Fault | undefined {
  const fault = own ?? deploymentFaults.find(({ every }) => callNumber % every === 0);
  const retries = Number(headers['x-stainless-retry-count'] ?? 0);
  return fault?.attempts !== undefined && retries >= fault.attempts ? undefined : fault;
}

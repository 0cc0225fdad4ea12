import type { DeploymentFault } from './faults.ts';

/** Settings of a simulator. */
export interface SimulatorOptions {
  /** Decides every id, text and delay. The same seed and the same requests in the same order give the same answers. @default 'azure' */
  seed?: string;
  /** TCP port; 0 takes a free one. @default 0 */
  port?: number;
  /** The address or host name to listen on. @default '127.0.0.1' */
  host?: string;
  /** The `api-key`, or bearer token, that is accepted. @default any that is not empty */
  apiKey?: string;
  /** Deployments by name. @default DEFAULT_DEPLOYMENTS */
  deployments?: Readonly<Record<string, DeploymentOptions>>;
  /** The latency of deployments that have none of their own. @default no delay */
  latency?: Latency;
}

/** One deployment of a model. */
export interface DeploymentOptions {
  /** The model as responses name it, with its version: `gpt-4.1-mini-2025-04-14`. */
  model: string;
  /** The region as `x-ms-region` spells it. @default 'East US 2' */
  region?: string;
  /** @default the simulator's latency */
  latency?: Latency;
  /** Requests and tokens a minute, which the rate-limit headers state; `'provisioned'` (PTU) has no such headers. @default { requests: 120, tokens: 120_000 } */
  capacity?: RateLimit | 'provisioned';
  /** Failures by call number. A call counts when it reaches the deployment, each retry too. @default none */
  faults?: readonly DeploymentFault[];
  /** A call that would be refused for its rate goes to this deployment instead, and says so in its headers. @default none */
  spilloverTo?: string;
  /** `'asynchronous'` streams text at once, and its verdicts later in chunks of their own. @default 'default' */
  contentFilter?: 'default' | 'asynchronous';
}

/** Rate limits of a deployment, stated in its headers. */
export interface RateLimit {
  /** Requests a minute. */
  requests: number;
  /** Tokens a minute. */
  tokens: number;
}

/** The duration of an answer, in milliseconds. */
export interface Latency {
  /** Until the headers and the first token. @default 0 */
  firstToken?: number;
  /** The time for each further token, streamed or not. @default 0 */
  perToken?: number;
  /** The part by which both vary from call to call, decided by the seed: 0.2 is ±20 %. @default 0 */
  jitter?: number;
}

/** The default deployments of a simulator. */
export const DEFAULT_DEPLOYMENTS: Readonly<Record<string, DeploymentOptions>> = {
  'gpt-4o': { model: 'gpt-4o-2024-11-20' },
  'gpt-4.1-mini': { model: 'gpt-4.1-mini-2025-04-14' },
  'gpt-35-turbo': { model: 'gpt-35-turbo' },
  'o4-mini': { model: 'o4-mini-2025-04-16' },
  'gpt-35-turbo-instruct': { model: 'gpt-35-turbo-instruct' },
  'text-embedding-3-small': { model: 'text-embedding-3-small' },
};

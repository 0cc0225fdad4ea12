import type { Deployment } from './call.ts';
import { createRandom, type Random } from './random.ts';

/** The mark of the simulator on every response. */
const SIMULATED_HEADER: Readonly<Record<string, string>> = {
  'x-simulated': 'opentelemetry-instrumentation-azure-openai',
};

const DEFAULT_CAPACITY = { requests: 120, tokens: 120_000 };

/** Headers of every response, error or not. */
export function commonHeaders(requestId: string): Record<string, string> {
  return {
    ...SIMULATED_HEADER,
    'apim-request-id': requestId,
    'strict-transport-security': 'max-age=31536000; includeSubDomains; preload',
    'x-content-type-options': 'nosniff',
  };
}

/**
 * Returns the headers of a deployment's answers. Source: recorded exchanges, and Azure's "Manage traffic with spillover" page.
 *
 * @param spilledFrom the requested deployment, if another one answers for it.
 */
export function deploymentHeaders(
  deployment: Deployment,
  random: Random,
  spilledFrom: Deployment | undefined,
): Record<string, string> {
  const { name, options } = deployment;
  return {
    'azureml-model-session': `d20260330170902-${createRandom(name).hex(12)}`,
    'skip-error-remapping': 'true',
    'x-accel-buffering': 'no',
    'x-ms-deployment-name': name,
    'x-ms-is-spilled-over': String(spilledFrom !== undefined),
    ...(spilledFrom && { 'x-ms-spillover-from-deployment': spilledFrom.name, 'x-ms-spillover-error': '429' }),
    'x-ms-rai-invoked': 'true',
    'x-ms-region': options.region ?? 'East US 2',
    ...rateLimitHeaders(deployment),
    'x-request-id': random.uuid(),
  };
}

/** The window restarts when it is used up, not with time: answers must not depend on the clock. */
function rateLimitHeaders({ options, calls, chargedTokens }: Deployment): Record<string, string> {
  const capacity = options.capacity ?? DEFAULT_CAPACITY;
  if (capacity === 'provisioned') return {};
  return {
    'x-ratelimit-abusepenalty-active': 'False',
    'x-ratelimit-limit-requests': String(capacity.requests),
    'x-ratelimit-limit-tokens': String(capacity.tokens),
    'x-ratelimit-remaining-requests': String(capacity.requests - 1 - ((calls - 1) % capacity.requests)),
    'x-ratelimit-remaining-tokens': String(capacity.tokens - (chargedTokens % capacity.tokens)),
    'x-ratelimit-renewalperiod-requests': '60',
    'x-ratelimit-renewalperiod-tokens': '60',
    'x-ratelimit-reset-requests': '500',
    'x-ratelimit-reset-tokens': '7',
  };
}

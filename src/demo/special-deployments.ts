import type { DeploymentOptions } from './simulator/index.ts';

/** A deployment with a behaviour of its own. */
export interface SpecialDeployment extends DeploymentOptions {
  /** Its behaviour, in a few words. */
  does: string;
}

const MODEL = 'gpt-4o-mini-2024-07-18';

type Name = 'busy' | 'throttled' | 'failing' | 'filtered' | 'slow' | 'silent' | 'flaky' | 'brand-new';

/** Deployments that show what can happen to a client, by names that say it. */
export const SPECIAL_DEPLOYMENTS: Readonly<Record<Name, SpecialDeployment>> = {
  busy: {
    does: '429 for the first attempt of a call, with retry-after-ms 350',
    model: MODEL,
    faults: [{ every: 1, kind: 'rate_limit', attempts: 1, retryAfterMs: 350 }],
  },
  throttled: { does: '429 for every call', model: MODEL, faults: [{ every: 1, kind: 'rate_limit' }] },
  failing: { does: '500 for every call', model: MODEL, faults: [{ every: 1, kind: 'server_error' }] },
  filtered: {
    does: '400 content_filter for every call',
    model: MODEL,
    faults: [{ every: 1, kind: 'filtered_prompt' }],
  },
  slow: {
    does: '3 s to the first token, 50 ms for each further one',
    model: MODEL,
    latency: { firstToken: 3000, perToken: 50 },
  },
  silent: { does: 'never answers', model: MODEL, faults: [{ every: 1, kind: 'hang' }] },
  flaky: {
    does: 'drops the connection after 12 chunks of a stream, or half of an answer',
    model: 'gpt-4o-2024-11-20',
    faults: [{ every: 1, kind: 'drop_stream', afterChunks: 12 }],
  },
  'brand-new': { does: 'a model that no price table has', model: 'gpt-next-preview' },
};

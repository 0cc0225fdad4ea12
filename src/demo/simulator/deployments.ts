import type { Deployment } from './call.ts';
import { findTraits } from './models.ts';
import { DEFAULT_DEPLOYMENTS, type Latency, type SimulatorOptions } from './options.ts';
import { createPromptCache } from './prompt-cache.ts';
import type { Random } from './random.ts';

/** The deployments of a simulator that starts, by name. @throws Error if one spills over to one that is not there. */
export function createDeployments(options: SimulatorOptions): ReadonlyMap<string, Deployment> {
  const configured = Object.entries(options.deployments ?? DEFAULT_DEPLOYMENTS);
  const deployments = new Map(
    configured.map(([name, own]) => {
      const latency = { firstToken: 0, perToken: 0, jitter: 0, ...options.latency, ...own.latency };
      const cache = createPromptCache();
      return [name, { name, options: own, traits: findTraits(own.model), latency, cache, calls: 0, chargedTokens: 0 }];
    }),
  );
  for (const [name, { spilloverTo }] of configured) {
    if (spilloverTo !== undefined && !deployments.has(spilloverTo)) {
      throw new Error(`deployment ${name} spills over to ${spilloverTo}, which is not configured`);
    }
  }
  return deployments;
}

/** Returns the duration of one answer, in ms: the deployment's latency with its jitter. */
export function choosePace(latency: Required<Latency>, random: Random): { first: number; each: number } {
  const factor = 1 + latency.jitter * (2 * random.fraction() - 1);
  return { first: latency.firstToken * factor, each: latency.perToken * factor };
}

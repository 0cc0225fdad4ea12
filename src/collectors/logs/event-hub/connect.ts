import { diag } from '@opentelemetry/api';
import { backoff, wait } from '../../concurrency/backoff.ts';
import type { EventHubClients } from './clients.ts';
import { accessError, describeFailure, unknownHostError } from './failure.ts';
import type { EventHubSettings } from './settings.ts';

/**
 * Reaches the hub and the container, which is created if it is absent, before anything is read: what is refused is told
 * at once, and what is down is waited for.
 *
 * @returns false if `signal` was aborted before
 * @throws EventHubAccessError if one of the two refuses, or does not exist
 */
export async function connect(
  clients: EventHubClients,
  settings: EventHubSettings,
  { signal, onFailure }: { signal: AbortSignal; onFailure: (message: string) => void },
): Promise<boolean> {
  for (let failures = 0; !signal.aborted;) {
    let which: 'storage' | 'hub' = 'storage';
    try {
      await clients.container.createIfNotExists({ abortSignal: signal });
      which = 'hub';
      await clients.consumer.getEventHubProperties({ abortSignal: signal });
      return true;
    } catch (error) {
      if (signal.aborted) return false;
      const refusal = accessError(error, settings) ?? unknownHostError(error, which, settings);
      if (refusal) throw refusal;
      const what = which === 'hub' ? `The event hub ${settings.eventHub}` : 'The storage account of the checkpoints';
      const message = `${what} can't be reached yet, it is tried again: ${describeFailure(error)}`;
      diag.warn(message);
      onFailure(message);
      failures++;
      await wait(backoff(failures, { maxDelay: 30_000 }), signal);
    }
  }
  return false;
}

/** A goodbye that fails or takes too long is left to the service: ownerships expire, connections time out. */
export async function atMost(milliseconds: number, goodbye: Promise<unknown> | undefined): Promise<void> {
  const over = new AbortController();
  const said = goodbye?.catch((error: unknown) => diag.debug(`event hub: ${describeFailure(error)}`));
  await Promise.race([said, wait(milliseconds, over.signal)]);
  over.abort();
}

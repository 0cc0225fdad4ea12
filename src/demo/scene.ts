import { setTimeout as wait } from 'node:timers/promises';
import { withRetry } from '../collectors/pipeline/with-retry.ts';
import { localSink } from '../collectors/sinks/local/sink.ts';
import type { Store } from '../store/store.ts';
import { API_VERSION } from './azure.ts';
import { storeHistory } from './history/history.ts';
import { startPlatformFeed, UNTRACED_AGENT } from './platform-feed.ts';
import type { Simulator } from './simulator/index.ts';

const SEED = 'demo';

/** From one call without instrumentation to the next, in milliseconds. */
const UNTRACED_INTERVAL = 9000;

/** The surroundings of the app: its past, Azure's own records, and a caller that is not instrumented. */
export interface Scene {
  /** Resolves when the last day of the history is stored. */
  readonly lastDay: Promise<void>;
  /** Resolves when the whole history is stored, or was stopped. */
  readonly history: Promise<void>;
  stop(): Promise<void>;
}

/** Starts to store a week of history and Azure's own records, as the collectors do, and to call without instrumentation. */
export function startScene(store: Store, simulator: Simulator): Scene {
  const stopping = new AbortController();
  const { signal } = stopping;
  // A slow machine may hold the lock of the file for long.
  const sink = withRetry(localSink({ path: store.path }), { signal });
  const lastDay = Promise.withResolvers<void>();
  const history = storeHistory({ seed: SEED, end: Date.now() }, { store, sink }, signal, (hoursAgo) => {
    if (hoursAgo === 24) lastDay.resolve();
  });
  // Fails with the history, and resolves if that was ended early.
  void history.then(lastDay.resolve, lastDay.reject);
  const stopFeed = startPlatformFeed(simulator.ledger, sink, SEED);
  const untraced = callUntraced(simulator, signal);
  return {
    lastDay: lastDay.promise,
    history,
    stop: async () => {
      stopping.abort();
      stopFeed();
      await Promise.allSettled([history, untraced]);
      await sink.close();
    },
  };
}

async function callUntraced({ url }: Simulator, signal: AbortSignal): Promise<void> {
  const path = `${url}/openai/deployments/gpt-4o/chat/completions?api-version=${API_VERSION}`;
  const headers = { 'api-key': 'simulated', 'content-type': 'application/json', 'user-agent': UNTRACED_AGENT };
  const body = JSON.stringify({ messages: [{ role: 'user', content: 'Sort these tickets.' }] });
  while (!signal.aborted) {
    await fetch(path, { method: 'POST', headers, body, signal })
      .then((response) => response.arrayBuffer())
      .catch(() => undefined);
    await wait(UNTRACED_INTERVAL, undefined, { signal }).catch(() => undefined);
  }
}

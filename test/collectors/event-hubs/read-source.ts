import { vi } from 'vitest';
import type { EventHubLogsOptions } from '../../../src/collectors/logs/event-hub/options.ts';
import type { HubEvent } from '../../../src/collectors/logs/event-hub/hub-event.ts';
import type { Batch, Source } from '../../../src/collectors/contracts/source.ts';
import type { Azurite } from '../../support/azurite.ts';
import type { EventHubs } from '../../support/event-hubs/event-hubs.ts';

/** Returns options with which replicas notice each other, and a lost connection, within a second. */
export function optionsFor(
  hubs: EventHubs,
  azurite: Azurite,
  options: Partial<EventHubLogsOptions> = {},
): EventHubLogsOptions {
  return {
    eventHub: hubs.hub,
    connectionString: hubs.connectionString,
    maxWaitTime: 300,
    retry: { minDelay: 50 },
    loadBalancing: { updateInterval: 150, ownershipExpiration: 4000 },
    storage: { connectionString: azurite.connectionString, container: newContainer() },
    ...options,
  };
}

let containers = 0;

/** Returns a new container name for each test. */
export function newContainer(): string {
  return `checkpoints-${process.pid}-${++containers}`;
}

/** A source that is being read as the pipeline reads it. */
export interface Reading {
  readonly batches: readonly Batch<HubEvent>[];
  readonly events: readonly HubEvent[];
  /** Bodies as text. */
  readonly bodies: readonly string[];
  /** Settles when the iterator ends, and rejects if it throws. */
  readonly ended: Promise<void>;
  /** Ends reading without closing the source. */
  abort(): void;
  /** Ends reading and closes the source. */
  stop(): Promise<void>;
}

/** Reads until it is stopped, and acknowledges each batch immediately unless `acknowledge` is false. */
export function read(source: Source<HubEvent>, { acknowledge = true }: { acknowledge?: boolean } = {}): Reading {
  const controller = new AbortController();
  const batches: Batch<HubEvent>[] = [];
  const acknowledgements: Promise<void>[] = [];
  const ended = (async () => {
    for await (const batch of source.read(controller.signal)) {
      batches.push(batch);
      if (acknowledge) acknowledgements.push(batch.ack());
    }
  })();
  ended.catch(() => {});
  const events = (): HubEvent[] => batches.flatMap(({ records }) => records);
  return {
    batches,
    get events() {
      return events();
    },
    get bodies() {
      return events().map(({ body }) => Buffer.from(body).toString());
    },
    ended,
    abort: () => controller.abort(),
    stop: async () => {
      controller.abort();
      await ended;
      await Promise.all(acknowledgements);
      await source.close();
    },
  };
}

/** Waits until the condition is true. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  await vi.waitUntil(condition, { timeout: 20_000, interval: 10 });
}

/** Returns `prefix-0`, `prefix-1`, … */
export function numbered(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}-${index}`);
}

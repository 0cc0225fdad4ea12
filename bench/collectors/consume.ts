// Usage: node bench/collectors/consume.ts '{"reader":"ours"|"parsing"|"idle", …}'
//
// Reads all events of the hub once, and prints JSON: how long it took from the first event to the last, and memory.
import { EventHubConsumerClient } from '@azure/event-hubs';
import { ACCEPTED, eventHubLogs, logsMapper, runPipeline, type Sink } from '../../src/collectors/index.ts';

/** The reader and its input: `idle` and `parsing` are the Azure client alone, without and with parsing of bodies. */
export interface Consumption {
  readonly reader: 'ours' | 'parsing' | 'idle';
  readonly eventHub: string;
  readonly connectionString: string;
  readonly storage: string;
  readonly container: string;
  readonly events: number;
  readonly maxBatchSize: number;
}

/** The time and memory that it took. */
export interface Consumed {
  readonly seconds: number;
  readonly documents: number;
  /** Size of the heap after a collection, in bytes: at a quarter, half, three quarters and the end. */
  readonly heap: readonly number[];
  readonly maxRss: number;
}

const options = JSON.parse(process.argv[2] ?? '{}') as Consumption;
const { eventHub, connectionString, events, maxBatchSize } = options;
const heap: number[] = [];
let seen = 0;
let documents = 0;
let start = 0;
const done = Promise.withResolvers<void>();

function onEvents(count: number): void {
  if (count === 0) return;
  start ||= performance.now();
  seen += count;
  while (seen >= ((heap.length + 1) * events) / 4) {
    globalThis.gc?.();
    heap.push(process.memoryUsage().heapUsed);
  }
  if (seen >= events) done.resolve();
}

if (options.reader === 'ours') await readOurs();
else await readBare(options.reader === 'idle');

async function readOurs(): Promise<void> {
  const map = logsMapper();
  const sink: Sink = {
    write: async (batch) => {
      documents += batch.length;
      return batch.map(() => ACCEPTED);
    },
    close: async () => {},
  };
  const source = eventHubLogs({
    eventHub,
    connectionString,
    storage: { connectionString: options.storage, container: options.container },
    maxBatchSize,
  });
  const stop = new AbortController();
  const running = runPipeline({
    source: {
      read: async function* (signal) {
        for await (const batch of source.read(signal)) {
          start ||= performance.now();
          yield { ...batch, ack: () => batch.ack().then(() => onEvents(batch.records.length)) };
        }
      },
      close: () => source.close(),
    },
    mapper: map,
    sink,
    signal: stop.signal,
  });
  await done.promise;
  report();
  stop.abort();
  await running;
}

async function readBare(skipParsingBodyAsJson: boolean): Promise<void> {
  const client = new EventHubConsumerClient('$Default', connectionString, eventHub);
  const subscription = client.subscribe(
    { processEvents: async (batch) => onEvents(batch.length), processError: async (error) => done.reject(error) },
    { startPosition: { offset: '-1' }, maxBatchSize, skipParsingBodyAsJson },
  );
  await done.promise;
  report();
  await subscription.close();
  await client.close();
}

function report(): void {
  const seconds = (performance.now() - start) / 1000;
  const consumed: Consumed = { seconds, documents, heap, maxRss: process.resourceUsage().maxRSS * 1024 };
  process.stdout.write(JSON.stringify(consumed));
}

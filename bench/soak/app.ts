// Usage: node --expose-gc bench/soak/app.ts <endpoint> <OTLP endpoint> <seconds> <calls per second>
//
// An application that calls Azure OpenAI at a steady rate, in all ways that end a call, with the SDK as users have it.
// Prints a line of JSON before the first call, every ten seconds, and when all spans have ended and are exported.
import '../../dist/hooks.js';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { BatchSpanProcessor, type SpanProcessor } from '@opentelemetry/sdk-trace';
import { AzureOpenAIInstrumentation } from '../../dist/index.js';

/** The state of the application after a collection of all garbage. */
export interface Sample {
  /** Seconds since the start. */
  readonly at: number;
  readonly calls: number;
  readonly started: number;
  readonly ended: number;
  /** Calls whose answer the application has read to its end. */
  readonly answered: number;
  /** Calls that were meant to be answered and failed: how many, by the error and its first cause. */
  readonly failed: Readonly<Record<string, number>>;
  /** Spans that have a cost. */
  readonly priced: number;
  /** Spans that ended because nobody could read the rest of their answer. */
  readonly abandoned: number;
  /** Megabytes. */
  readonly heap: number;
  readonly resident: number;
  /** Timers, sockets and everything else that keeps the event loop busy. */
  readonly handles: number;
  /** Delays of the event loop since the last sample, in milliseconds; collections that a sample asks for are left out. */
  readonly delay: { readonly median: number; readonly p99: number; readonly most: number };
}

const [endpoint, otlp] = process.argv.slice(2, 4) as [string, string];
const [seconds, rate] = process.argv.slice(4, 6).map(Number) as [number, number];
const SAMPLE_SECONDS = 10;

const failed: Record<string, number> = {};
const counts = { calls: 0, answered: 0, started: 0, ended: 0, priced: 0, abandoned: 0 };
const counting: SpanProcessor = {
  onStart: () => void (counts.started += 1),
  onEnd({ attributes }) {
    counts.ended += 1;
    if (attributes['cost'] !== undefined) counts.priced += 1;
    if (attributes['azure.openai.outcome'] === 'abandoned') counts.abandoned += 1;
  },
  forceFlush: async () => {},
  shutdown: async () => {},
};
const exporter = new OTLPTraceExporter({ url: `${otlp}/v1/traces` });
// As many as can end between two exports at the fastest rate.
const exporting = new BatchSpanProcessor({ exporter, maxQueueSize: 20_000, maxExportBatchSize: 512 });
const sdk = new NodeSDK({
  instrumentations: [new AzureOpenAIInstrumentation({ streamUsage: 'always' })],
  spanProcessors: [counting, exporting],
});
sdk.start();

const { AzureOpenAI } = await import('openai');
const client = new AzureOpenAI({ endpoint, apiKey: 'key', apiVersion: '2024-10-21', maxRetries: 1 });
const chat = client.chat.completions;
const messages = [{ role: 'user' as const, content: 'Tell me a joke about OpenTelemetry' }];
const stream = { model: 'chat', messages, stream: true } as const;

/** Ways to make a call and to end it, in the proportions of an application whose users leave often. */
const WAYS: readonly (() => Promise<unknown>)[] = [
  ...Array.from({ length: 9 }, () => () => readWhole()),
  ...Array.from({ length: 4 }, () => readStream),
  async function leaveStream() {
    for await (const _ of await chat.create(stream)) break;
  },
  async function abortStream() {
    const aborting = new AbortController();
    for await (const _ of await chat.create(stream, { signal: aborting.signal })) aborting.abort();
  },
  async function abortRequest() {
    const aborting = new AbortController();
    setTimeout(() => aborting.abort(), 5);
    await chat.create({ model: 'chat', messages }, { signal: aborting.signal, ...fault('hang') });
  },
  // Its answer is never read, so that only the garbage collector can end its span.
  () => chat.create(stream),
  async function readHeadersOnly() {
    const response = await chat.create({ model: 'chat', messages }).asResponse();
    await response.body?.cancel();
  },
  () => chat.create({ model: 'chat', messages }, fault('server_error')),
  () => readWhole(fault('rate_limit; attempts=1; retryAfterMs=5')),
];

/** Returns the options of a request that the simulator lets fail. */
function fault(kind: string): { headers: Record<string, string> } {
  return { headers: { 'x-simulate-fault': kind } };
}

function readWhole(options?: ReturnType<typeof fault>): Promise<void> {
  return countAnswer(async () => void (await chat.create({ model: 'chat', messages }, options)));
}

function readStream(): Promise<void> {
  return countAnswer(async () => {
    for await (const _ of await chat.create(stream));
  });
}

async function countAnswer(call: () => Promise<void>): Promise<void> {
  try {
    await call();
    counts.answered += 1;
  } catch (error) {
    const reason = `${(error as Error).constructor.name}: ${rootCause(error as Error)}`;
    failed[reason] = (failed[reason] ?? 0) + 1;
  }
}

function rootCause(error: Error & { code?: string }): string {
  return error.cause instanceof Error ? rootCause(error.cause) : (error.code ?? error.message);
}

const delay = monitorEventLoopDelay({ resolution: 10 });
const open = new Set<Promise<unknown>>();
const start = performance.now();
print();
const idle = process.getActiveResourcesInfo().length;
const samples = takeSamples();
await makeCalls();
await Promise.all(open);
await samples;
// Abandoned spans end when their streams are found to be garbage.
for (let wait = 0; wait < 100 && counts.ended < counts.started; wait += 1) {
  globalThis.gc?.();
  await sleep(50);
}
await exporting.forceFlush();
// Connections are kept for the next request, and closed after seconds without one.
for (let wait = 0; wait < 100 && process.getActiveResourcesInfo().length > idle; wait += 1) await sleep(100);
print();
await sdk.shutdown();
setTimeout(() => {
  process.stderr.write(`The application does not end: ${process.getActiveResourcesInfo().join(', ')}\n`);
  process.exit(1);
}, 10_000).unref();

async function makeCalls(): Promise<void> {
  for (let elapsed = 0; elapsed < seconds; elapsed = (performance.now() - start) / 1000) {
    for (; counts.calls < elapsed * rate; counts.calls += 1) {
      // Most failures are wanted: the spans tell them apart.
      const call = WAYS[counts.calls % WAYS.length]!().catch(() => undefined);
      open.add(call);
      void call.then(() => open.delete(call));
    }
    await sleep(5);
  }
}

async function takeSamples(): Promise<void> {
  delay.enable();
  for (let at = SAMPLE_SECONDS; at <= seconds; at += SAMPLE_SECONDS) {
    await sleep(start + at * 1000 - performance.now());
    print();
  }
}

function print(): void {
  const milliseconds = (nanoseconds: number): number => Math.round(nanoseconds / 1e5) / 10;
  const delays = {
    median: milliseconds(delay.percentile(50)),
    p99: milliseconds(delay.percentile(99)),
    most: milliseconds(delay.max),
  };
  globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  const sample: Sample = {
    at: Math.round((performance.now() - start) / 1000),
    ...counts,
    failed: { ...failed },
    heap: Math.round(heapUsed / 1e5) / 10,
    resident: Math.round(rss / 1e6),
    handles: process.getActiveResourcesInfo().length,
    delay: delays,
  };
  process.stdout.write(`${JSON.stringify(sample)}\n`);
  delay.reset();
}

// Usage: node --expose-gc run-scenarios.ts <openai package> <esm|cjs> <bare|auto|always> [scenario]
// Runs every scenario and prints what each saw, as JSON. Started by client-behaviour.test.ts, once for each column.
import { createRequire } from 'node:module';
import { type FakeAzure, startFakeAzure } from './fake-azure.ts';
import { type Scenario, type Stage, scenarios, seen } from './scenarios.ts';

/** What one scenario saw and left behind. */
export interface Report {
  value?: unknown;
  error?: unknown;
  unhandled: unknown[];
  spans?: { started: number; ended: number };
}

const [packageName = 'openai', moduleSystem = 'esm', mode = 'bare', only] = process.argv.slice(2);

const unhandled: unknown[] = [];
process.on('unhandledRejection', (error) => unhandled.push(seen(error)));

const spans = { started: 0, ended: 0 };
const instrument = mode === 'bare' ? undefined : await startInstrumentation(mode as 'auto' | 'always');
const openai: unknown =
  moduleSystem === 'cjs' ? createRequire(import.meta.url)(packageName) : await import(packageName);
instrument?.(openai);

await using azure = await startFakeAzure();
const reports: Record<string, Report> = {};
for (const [name, scenario] of Object.entries(scenarios)) {
  if (!only || name === only) reports[name] = await run(scenario, azure);
}
process.stdout.write(JSON.stringify(reports, undefined, 1));

async function startInstrumentation(streamUsage: 'auto' | 'always'): Promise<(openai: unknown) => void> {
  const { TracerProvider } = await import('@opentelemetry/sdk-trace');
  const { AsyncLocalStorageContextManager } = await import('@opentelemetry/context-async-hooks');
  const { context, trace } = await import('@opentelemetry/api');
  const { AzureOpenAIInstrumentation } = await import('opentelemetry-instrumentation-azure-openai');
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const counter = {
    onStart: () => void (spans.started += 1),
    onEnd: () => void (spans.ended += 1),
    forceFlush: async () => {},
    shutdown: async () => {},
  };
  trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [counter] }));
  const instrumentation = new AzureOpenAIInstrumentation({ streamUsage });
  return (openai) => instrumentation.manuallyInstrument(openai);
}

async function run(scenario: Scenario, { endpoint }: FakeAzure): Promise<Report> {
  unhandled.length = 0;
  spans.started = spans.ended = 0;
  const module = openai as { AzureOpenAI: new (options: object) => unknown };
  const client = new module.AzureOpenAI({ endpoint, apiKey: 'key', apiVersion: '2024-10-21' });
  const major = Number(/\d/.exec(packageName)?.[0] ?? 7);
  const stage: Stage = { client, openai, major, endpoint, collect };
  const report: Report = { unhandled: [] };
  try {
    report.value = await scenario(stage);
  } catch (error) {
    report.error = seen(error);
  }
  await settled();
  report.unhandled = [...unhandled];
  if (mode !== 'bare') report.spans = { ...spans };
  return report;
}

/** Lets rejections be noticed, and what nobody holds be collected. */
async function settled(): Promise<void> {
  for (let round = 0; round < 20; round += 1) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    if (spans.started !== spans.ended) globalThis.gc?.();
    else if (round > 2) return;
  }
}

async function collect(): Promise<void> {
  for (let round = 0; round < 5; round += 1) {
    await new Promise((resolve) => setTimeout(resolve, 2));
    globalThis.gc?.();
  }
}

import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { DEFAULT_DEPLOYMENTS, type Simulator, startSimulator } from '../../src/demo/simulator/index.ts';
import { SPECIAL_DEPLOYMENTS } from '../../src/demo/special-deployments.ts';
import type { CallSummary } from '../../src/store/queries/calls.ts';
import { json, replay } from '../support/azure-openai/replay.ts';
import { type RunningApp, azureEnv, startNode } from '../support/run-app.ts';
import { type MadeCall, readMadeCalls } from './made-calls.ts';
import { type Step, planSteps } from './steps.ts';

/** A running dashboard, and what was sent to it. */
export interface Stage {
  readonly url: string;
  /** The calls of the simulator's ledger, in the order in which they were made. */
  readonly made: readonly MadeCall[];
  /** The trace of {@link LARGE_TRACE_SPANS} spans. */
  readonly largeTraceId: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    readonly stage: Stage;
  }
}

/** The deployment whose answer is 1 MB of text that contains markup. */
export const HOSTILE_DEPLOYMENT = 'hostile';

/** A text that runs as a script wherever it is read as HTML. */
export const HOSTILE_TEXT =
  '<script>document.title = "run"</script><img src=x onerror="document.title = \'run\'">\u202e"&amp;</pre>';

/** The service that does not record the messages of its requests. */
export const SILENT_SERVICE = 'agents';

export const LARGE_TRACE_SPANS = 10_000;

const DEPLOYMENTS = {
  ...DEFAULT_DEPLOYMENTS,
  'chat-mini': { model: 'gpt-4.1-mini-2025-04-14', latency: { firstToken: 2 } },
  handbook: { model: 'gpt-4.1-2025-04-14', latency: { firstToken: 5 } },
  reasoning: { model: 'o4-mini-2025-04-16', latency: { firstToken: 20 } },
  'brand-new': SPECIAL_DEPLOYMENTS['brand-new'],
};

/**
 * Starts a dashboard in a process of its own, and sends it the telemetry of real clients that call the simulator. It runs
 * once before all browser tests.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { stage, close } = await startStage();
  project.provide('stage', stage);
  return close;
}

/** Starts the stage, and fills it. */
async function startStage(): Promise<{ stage: Stage; close(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'dashboard-'));
  const dashboard = startNode(['dist/cli.js', 'dashboard', '--port', '0', '--file', join(folder, 'store.db')], {});
  const close = (): Promise<void> => stop(dashboard, folder);
  try {
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(await dashboard.wrote('Ctrl-C'))![0];
    return { stage: await fillStage(url), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function fillStage(url: string): Promise<Stage> {
  const steps = planSteps();
  await using simulator = await startSimulator({ deployments: DEPLOYMENTS });
  for (const service of new Set(steps.map((step) => step.service))) {
    await runApp(url, simulator, service, steps);
  }
  await simulator.settled();
  await callHostileDeployment(url);
  await reportPlatform(url);
  const largeTraceId = await sendLargeTrace(url);
  return { url, made: readMadeCalls(steps, simulator.ledger), largeTraceId };
}

async function stop(dashboard: RunningApp, folder: string): Promise<void> {
  dashboard.child.kill('SIGTERM');
  await dashboard.ended;
  rmSync(folder, { recursive: true, force: true });
}

function runApp(url: string, azure: Pick<Simulator, 'url'>, service: string, steps: readonly Step[]): Promise<void> {
  const own = steps.filter((step) => step.service === service);
  return ended(
    startNode(['--import', './dist/register.js', 'test/browser/app.mjs'], {
      ...azureEnv(azure.url),
      AZURE_OPENAI_OTEL_STREAM_USAGE: 'always',
      AZURE_OPENAI_OTEL_MAX_CONTENT_LENGTH: '4000000',
      ...(service !== SILENT_SERVICE && { OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: 'SPAN_ONLY' }),
      OTEL_EXPORTER_OTLP_ENDPOINT: url,
      OTEL_SERVICE_NAME: service,
      STEPS: JSON.stringify(own),
    }),
  );
}

async function ended(app: RunningApp): Promise<void> {
  const { code, stderr } = await app.ended;
  if (code !== 0 || stderr !== '') throw new Error(`the application ended with ${code}: ${stderr}`);
}

/** Calls a server whose answer is text that a page must never run, and that is too long to show at once. */
async function callHostileDeployment(url: string): Promise<void> {
  const content = HOSTILE_TEXT + 'A line of 1 MB of text.\n'.repeat(43_700) + HOSTILE_TEXT;
  const message = { role: 'assistant', content, refusal: null };
  const usage = { prompt_tokens: 12, completion_tokens: 300_000, total_tokens: 300_012 };
  const choices = [{ index: 0, finish_reason: 'stop', logprobs: null, message }];
  const model = 'gpt-4o-2024-11-20';
  await using server = await replay(() => json({ id: 'chatcmpl-1', object: 'chat.completion', model, choices, usage }));
  const step = { number: 0, service: 'hostile', deployment: HOSTILE_DEPLOYMENT, message: HOSTILE_TEXT, stream: false };
  await runApp(url, server, step.service, [step]);
}

/** Sends records of Azure's own logs, as the collectors export them: of a call of `gpt-4o`, and of one that is not traced. */
async function reportPlatform(url: string): Promise<void> {
  const answer = await fetch(`${url}/api/calls?deployment=gpt-4o&result=ok&limit=1`);
  const { calls } = (await answer.json()) as { calls: CallSummary[] };
  const logRecords = [calls[0]!.requestId, 'not-traced'].map((requestId) => ({
    timeUnixNano: `${Math.round(calls[0]!.start * 1000)}000`,
    attributes: attributeList({
      'log.record.uid': requestId,
      'azure.category': 'RequestResponse',
      'azure.operation.name': 'ChatCompletions_Create',
      'gen_ai.operation.name': 'chat',
      'azure.openai.deployment': 'gpt-4o',
      'azure.service.request.id': requestId,
      'client.address': '203.0.113.x',
    }),
  }));
  const resource = { attributes: attributeList({ 'service.name': 'contoso-openai' }) };
  await post(`${url}/v1/logs`, { resourceLogs: [{ resource, scopeLogs: [{ logRecords }] }] });
}

/** Attributes of a span that a test sends. */
export type SentAttributes = Readonly<Record<string, string | number | boolean>>;

function attributeList(attributes: SentAttributes): object[] {
  const names = { string: 'stringValue', number: 'doubleValue', boolean: 'boolValue' } as Record<string, string>;
  return Object.entries(attributes).map(([key, value]) => ({ key, value: { [names[typeof value]!]: value } }));
}

/** Sends the span of a call, as any instrumentation may. */
export async function sendCall(url: string, attributes: SentAttributes, service: string): Promise<void> {
  const time = `${Date.now()}000000`;
  const span = {
    traceId: randomBytes(16).toString('hex'),
    spanId: randomBytes(8).toString('hex'),
    name: 'chat',
    kind: 3,
    startTimeUnixNano: time,
    endTimeUnixNano: time,
    attributes: attributeList({ 'gen_ai.operation.name': 'chat', ...attributes }),
    status: {},
  };
  const resource = { attributes: attributeList({ 'service.name': service }) };
  await post(`${url}/v1/traces`, {
    resourceSpans: [{ resource, scopeSpans: [{ scope: { name: 'test' }, spans: [span] }] }],
  });
}

async function post(url: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${url} refused the request: ${await response.text()}`);
}

/** Sends a trace of a root and many levels of spans as OTLP/JSON. */
async function sendLargeTrace(url: string): Promise<string> {
  const traceId = randomBytes(16).toString('hex');
  const start = BigInt(Date.now() - 20_000) * 1_000_000n;
  const id = (index: number): string => (index + 1).toString(16).padStart(16, '0');
  const spans = Array.from({ length: LARGE_TRACE_SPANS }, (_, index) => ({
    traceId,
    spanId: id(index),
    // Ten children for each span.
    parentSpanId: index === 0 ? '' : id(Math.floor((index - 1) / 10)),
    name: `step ${index}`,
    kind: 1,
    startTimeUnixNano: String(start + BigInt(index) * 1_000_000n),
    endTimeUnixNano: String(start + BigInt(LARGE_TRACE_SPANS) * 1_000_000n),
    attributes: [],
    status: {},
  }));
  const resource = { attributes: attributeList({ 'service.name': 'batch' }) };
  await post(`${url}/v1/traces`, { resourceSpans: [{ resource, scopeSpans: [{ scope: { name: 'test' }, spans }] }] });
  return traceId;
}

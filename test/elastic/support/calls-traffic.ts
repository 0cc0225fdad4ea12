import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { AzureOpenAI } from 'openai';
import { FILTERED_ANSWER_PHRASE, FILTERED_PROMPT_PHRASE, startSimulator } from '../../../src/demo/simulator/index.ts';
import { withAttributes } from '../../../src/index.ts';
import type { Telemetry } from '../../support/telemetry.ts';

/** A call as the application and the simulated Azure know it. */
export interface CallFact {
  readonly service: string;
  readonly tenant: string | undefined;
  readonly deployment: string;
  /** The model that answered; undefined for a call that failed. */
  readonly model: string | undefined;
  readonly hasFailed: boolean;
  readonly isThrottled: boolean;
  readonly retries: number;
  readonly input: number;
  readonly output: number;
  readonly nanoUsd: number | undefined;
  readonly filtered: 'prompt' | 'completion' | undefined;
  /** Milliseconds, as the span has them. */
  readonly latency: number;
  readonly firstChunk: number | undefined;
  /** The hour in which it started, in ISO 8601. */
  readonly hour: string;
}

interface ScriptedCall {
  readonly deployment: string;
  readonly tenant?: string;
  readonly text?: string;
  readonly fault?: string;
  readonly isStreamed?: boolean;
}

const DEPLOYMENTS = {
  chat: { model: 'gpt-4.1-mini-2025-04-14' },
  large: { model: 'gpt-4o-2024-11-20' },
  unknown: { model: 'made-up-1' },
};

/** USD for a million tokens; with the cheapest, a call costs less than a millionth of a dollar. */
const USD_PER_MILLION: Readonly<Record<string, readonly [input: number, output: number]>> = {
  'gpt-4.1-mini-2025-04-14': [0.003, 0.007],
  'gpt-4o-2024-11-20': [2.5, 10],
};

/** The price table of the instrumentation. */
export const PRICES: readonly { readonly model: string; readonly usdPerMillionTokens: object }[] = Object.entries(
  USD_PER_MILLION,
).map(([model, [input, output]]) => ({ model, usdPerMillionTokens: { input, output } }));

const SCRIPT: Readonly<Record<string, readonly ScriptedCall[]>> = {
  shop: [
    { deployment: 'chat', tenant: 'acme' },
    { deployment: 'chat', tenant: 'acme', text: 'A longer question, with more words in it' },
    { deployment: 'chat', tenant: 'globex', isStreamed: true },
    { deployment: 'chat', fault: 'rate_limit; attempts=1; retryAfterMs=1' },
    { deployment: 'chat', tenant: 'globex', fault: 'rate_limit; retryAfterMs=1' },
    { deployment: 'large', tenant: 'acme' },
    { deployment: 'large', tenant: 'acme', text: FILTERED_PROMPT_PHRASE },
    { deployment: 'large', text: FILTERED_ANSWER_PHRASE },
    { deployment: 'unknown' },
  ],
  support: [
    { deployment: 'large', tenant: 'globex' },
    { deployment: 'chat' },
    { deployment: 'chat', fault: 'server_error; attempts=2' },
  ],
};

/** Makes the scripted calls with the real client against the simulator. */
export async function makeCalls(
  telemetry: Telemetry,
): Promise<{ facts: CallFact[]; spans: Map<string, ReadableSpan[]> }> {
  const facts: CallFact[] = [];
  const spans = new Map<string, ReadableSpan[]>();
  await using simulator = await startSimulator({ deployments: DEPLOYMENTS });
  const client = new AzureOpenAI({ endpoint: simulator.url, apiKey: 'any', apiVersion: '2024-10-21', maxRetries: 2 });
  for (const [service, calls] of Object.entries(SCRIPT)) {
    spans.set(service, []);
    for (const call of calls) {
      const before = simulator.ledger.calls.length;
      const attributes = call.tenant === undefined ? {} : { 'app.tenant': call.tenant };
      const hasFailed = await withAttributes(attributes, () => makeCall(client, call)).then(
        () => false,
        () => true,
      );
      const [span] = await telemetry.waitForSpans(1);
      await simulator.settled();
      spans.get(service)!.push(span!);
      facts.push(toFact(service, call, hasFailed, simulator.ledger.calls.slice(before), span!));
    }
  }
  return { facts, spans };
}

async function makeCall(
  client: AzureOpenAI,
  { deployment, text = 'Hello', fault, isStreamed }: ScriptedCall,
): Promise<void> {
  const body = { model: deployment, messages: [{ role: 'user' as const, content: text }] };
  const options = fault === undefined ? {} : { headers: { 'x-simulate-fault': fault } };
  if (isStreamed !== true) return void (await client.chat.completions.create(body, options));
  const stream = await client.chat.completions.create({
    ...body,
    stream: true,
    stream_options: { include_usage: true },
  });
  for await (const _ of stream);
}

interface LedgerEntry {
  readonly status?: number;
  readonly model?: string;
  readonly usage?: { readonly prompt: number; readonly completion: number };
}

function toFact(
  service: string,
  { deployment, tenant, text, isStreamed }: ScriptedCall,
  hasFailed: boolean,
  attempts: readonly LedgerEntry[],
  span: ReadableSpan,
): CallFact {
  const { model, usage } = attempts.at(-1)!;
  const answered = hasFailed ? undefined : usage;
  const price = model === undefined ? undefined : USD_PER_MILLION[model];
  const [seconds, nanos] = span.startTime;
  const firstChunk = span.attributes['gen_ai.response.time_to_first_chunk'];
  const start = seconds * 1000 + nanos / 1e6;
  return {
    service,
    tenant,
    deployment,
    model: hasFailed ? undefined : model,
    hasFailed,
    isThrottled: attempts.some(({ status }) => status === 429),
    retries: attempts.length - 1,
    input: answered?.prompt ?? 0,
    output: answered?.completion ?? 0,
    nanoUsd: price && answered && Math.round((answered.prompt * price[0] + answered.completion * price[1]) * 1000),
    filtered: text === FILTERED_PROMPT_PHRASE ? 'prompt' : text === FILTERED_ANSWER_PHRASE ? 'completion' : undefined,
    latency: span.duration[0] * 1000 + span.duration[1] / 1e6,
    firstChunk: isStreamed === true ? Number(firstChunk) * 1000 : undefined,
    hour: new Date(start - (start % 3_600_000)).toISOString(),
  };
}

/**
 * Changes an export request: the spans are those of a service, and half of them are below a span of the application, so
 * that Elastic APM takes them for spans instead of transactions.
 */
export function placeSpans(request: any, service: string): void {
  for (const { resource, scopeSpans } of request.resourceSpans) {
    resource.attributes = [{ key: 'service.name', value: { stringValue: service } }];
    for (const { spans } of scopeSpans) {
      spans
        .slice(0, spans.length / 2)
        .forEach((span: any) => Object.assign(span, { parentSpanId: '1234567890abcdef' }));
    }
  }
}

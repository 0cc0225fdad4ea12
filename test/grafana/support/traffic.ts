import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { FILTERED_ANSWER_PHRASE, FILTERED_PROMPT_PHRASE, startSimulator } from '../../../src/demo/simulator/index.ts';
import { azureEnv } from '../../support/run-app.ts';

/** A call that the application makes. */
interface Call {
  readonly deployment: string;
  readonly tenant?: string;
  readonly text?: string;
  readonly fault?: string;
  readonly isStreamed?: boolean;
}

/** A call as the application and the simulated Azure know it. */
export interface CallFact {
  readonly service: string;
  readonly tenant: string | undefined;
  readonly deployment: string;
  /** undefined for a call that failed */
  readonly model: string | undefined;
  readonly hasFailed: boolean;
  readonly throttled: number;
  readonly retries: number;
  readonly input: number;
  readonly output: number;
  readonly usd: number | undefined;
  readonly blocked: 'prompt' | 'completion' | undefined;
  readonly isStreamed: boolean;
  /** Takes longer than {@link SLOW}; all others take a few milliseconds. */
  readonly isSlow: boolean;
}

const DEPLOYMENTS = {
  chat: { model: 'gpt-4.1-mini-2025-04-14' },
  large: { model: 'gpt-4o-2024-11-20' },
  unknown: { model: 'made-up-1' },
};

/** USD for a million tokens, at list price. */
const PRICES: Readonly<Record<string, readonly [input: number, output: number]>> = {
  'gpt-4.1-mini-2025-04-14': [0.4, 1.6],
  'gpt-4o-2024-11-20': [2.5, 10],
};

/** Milliseconds that a client waits before it repeats an attempt of a slow call. */
const SLOW = 1800;

/** Calls in two parts, between which time passes. */
export const SCRIPT: readonly (readonly Call[])[] = [
  [
    { deployment: 'chat', tenant: 'acme' },
    { deployment: 'chat', tenant: 'acme', text: 'A longer question, with more words in it' },
    { deployment: 'chat', fault: 'rate_limit; attempts=1; retryAfterMs=1' },
    { deployment: 'large', tenant: 'globex', text: FILTERED_PROMPT_PHRASE },
  ],
  [
    { deployment: 'chat', tenant: 'acme' },
    { deployment: 'chat', isStreamed: true },
    { deployment: 'large', tenant: 'globex' },
    { deployment: 'large', text: FILTERED_ANSWER_PHRASE },
    { deployment: 'large', fault: 'rate_limit; retryAfterMs=1' },
    { deployment: 'unknown' },
    { deployment: 'chat', fault: `rate_limit; attempts=1; retryAfterMs=${SLOW}` },
  ],
];

/** An application under `./register`, which exports its metrics to Prometheus. */
export interface App extends AsyncDisposable {
  /** Makes the calls, and returns what the simulated Azure has answered. */
  makeCalls(calls: readonly Call[]): Promise<CallFact[]>;
}

/**
 * @param setup the module that starts the SDK, such as `./dist/register.js`
 * @param env variables in addition to those that lead to the simulated Azure and to Prometheus
 */
export async function startApp(
  service: string,
  prometheus: string,
  setup: string,
  env: Record<string, string> = {},
): Promise<App> {
  const simulator = await startSimulator({ deployments: DEPLOYMENTS });
  const child = spawn(process.execPath, ['--import', setup, 'test/grafana/support/app.mjs'], {
    cwd: fileURLToPath(new URL('../../..', import.meta.url)),
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: {
      PATH: process.env['PATH'],
      ...azureEnv(simulator.url),
      AZURE_OPENAI_OTEL_BAGGAGE_KEYS: 'app.tenant',
      OTEL_SERVICE_NAME: service,
      OTEL_NODE_RESOURCE_DETECTORS: 'env,serviceinstance',
      OTEL_TRACES_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'none',
      OTEL_METRIC_EXPORT_INTERVAL: '500',
      OTEL_METRIC_EXPORT_TIMEOUT: '500',
      OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: `${prometheus}/api/v1/otlp/v1/metrics`,
      ...env,
    },
  });
  await once(child, 'message');
  return {
    makeCalls: async (calls) => {
      const facts: CallFact[] = [];
      for (const call of calls) {
        const before = simulator.ledger.calls.length;
        await send(child, [call]);
        await simulator.settled();
        facts.push(toFact(service, call, simulator.ledger.calls.slice(before)));
      }
      return facts;
    },
    [Symbol.asyncDispose]: async () => {
      const ended = once(child, 'exit');
      child.kill();
      await ended;
      await simulator[Symbol.asyncDispose]();
    },
  };
}

async function send(child: ChildProcess, calls: readonly Call[]): Promise<void> {
  const done = once(child, 'message');
  child.send(calls);
  await done;
}

interface LedgerEntry {
  readonly status?: number;
  readonly model?: string;
  readonly usage?: { readonly prompt: number; readonly completion: number };
}

function toFact(service: string, call: Call, attempts: readonly LedgerEntry[]): CallFact {
  const { deployment, tenant, text, isStreamed = false } = call;
  const { status = 0, model, usage } = attempts.at(-1)!;
  const hasFailed = status >= 400;
  const answered = hasFailed ? undefined : usage;
  const price = model === undefined ? undefined : PRICES[model];
  return {
    service,
    tenant,
    deployment,
    model: hasFailed ? undefined : model,
    hasFailed,
    throttled: attempts.filter((attempt) => attempt.status === 429).length,
    retries: attempts.length - 1,
    input: answered?.prompt ?? 0,
    output: answered?.completion ?? 0,
    usd: price && answered && (answered.prompt * price[0] + answered.completion * price[1]) / 1e6,
    blocked: text === FILTERED_PROMPT_PHRASE ? 'prompt' : text === FILTERED_ANSWER_PHRASE ? 'completion' : undefined,
    isStreamed,
    isSlow: call.fault?.endsWith(String(SLOW)) === true,
  };
}

import { describe, expect, test } from 'vitest';
import { REGISTER, expectCalls, installApp, ours, runApp, versions } from './environment.ts';

const OPENAI_SWITCH = 'OTEL_NODE_DISABLED_INSTRUMENTATIONS=openai';

/** A distribution of OpenTelemetry, or an SDK that takes its spans. */
interface Distribution {
  name: string;
  packages: string[];
  /** Arguments of `node` that start it, as its documentation says. */
  start: string[];
  /** @default --import ./register */
  add?: string[];
  env?: Record<string, string>;
  /** The switch of its own instrumentation of `openai`, as the warning names it. */
  own?: { switch: string; env: Record<string, string> };
  /** Whether it exports metrics over OTLP. @default true */
  metrics?: boolean;
}

const ADD = ['--import', REGISTER];

const DISTRIBUTIONS: Distribution[] = [
  {
    name: 'auto-instrumentations-node by --import',
    packages: ['openai', '@opentelemetry/auto-instrumentations-node'],
    start: ['--import', '@opentelemetry/auto-instrumentations-node/register'],
  },
  {
    name: 'auto-instrumentations-node by --require',
    packages: ['openai@6', '@opentelemetry/auto-instrumentations-node'],
    start: ['--require', '@opentelemetry/auto-instrumentations-node/register'],
    add: ['--require', REGISTER],
    env: { REQUIRE: '1' },
    own: { switch: OPENAI_SWITCH, env: { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'openai' } },
  },
  {
    name: 'Elastic EDOT Node',
    packages: ['openai@6', '@elastic/opentelemetry-node'],
    start: ['--import', '@elastic/opentelemetry-node'],
    own: { switch: OPENAI_SWITCH, env: { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'openai' } },
  },
  {
    name: 'Elastic EDOT Node beside openai 7',
    packages: ['openai', '@elastic/opentelemetry-node'],
    start: ['--import', '@elastic/opentelemetry-node'],
  },
  {
    name: 'Sentry 11',
    packages: ['openai', '@sentry/node@11'],
    start: ['--import', './sentry.mjs'],
    own: { switch: "filter(({ name }) => name !== 'OpenAI')", env: { WITHOUT_OPENAI: '1' } },
    metrics: false,
  },
  {
    name: 'Sentry 10',
    packages: ['openai@6', '@sentry/node@10'],
    start: ['--import', './sentry.mjs'],
    own: { switch: "filter(({ name }) => name !== 'OpenAI')", env: { WITHOUT_OPENAI: '1' } },
    metrics: false,
  },
  {
    // It exports to its agent, or, as here, over OTLP.
    name: 'Datadog',
    packages: ['openai', 'dd-trace', '@opentelemetry/api@1.9'],
    start: ['--import', 'dd-trace/register.js', '--import', './datadog.mjs'],
    env: { DD_METRICS_OTEL_ENABLED: 'true', DD_TRACE_STARTUP_LOGS: 'false', OTEL_TRACES_EXPORTER: 'otlp' },
    own: { switch: 'DD_TRACE_OPENAI_ENABLED=false', env: { DD_TRACE_OPENAI_ENABLED: 'false' } },
  },
  {
    name: 'Azure Monitor',
    packages: ['openai', '@azure/monitor-opentelemetry'],
    start: ['--import', './azure-monitor.mjs'],
    metrics: false,
  },
  {
    name: '@vercel/otel',
    packages: ['openai', '@vercel/otel', '@opentelemetry/api@1.9'],
    start: ['--import', './vercel.mjs'],
    metrics: false,
  },
  peer(
    'contrib',
    ['@opentelemetry/instrumentation-openai', '@opentelemetry/sdk-node'],
    'Leave its OpenAIInstrumentation out',
  ),
  peer(
    'openinference',
    ['@arizeai/openinference-instrumentation-openai', '@opentelemetry/sdk-node'],
    'Leave its OpenAIInstrumentation out',
  ),
  peer('traceloop', ['@traceloop/node-server-sdk'], 'instrumentModules: { openAI: undefined }'),
  peer('openlit', ['openlit'], "disabledInstrumentors: ['openai', 'vllm']"),
];

/** An instrumentation that peer.cjs starts, of the CommonJS build of openai 6. */
function peer(name: string, packages: string[], advice: string): Distribution {
  return {
    name,
    packages: ['openai@6', ...packages],
    start: ['--require', './peer.cjs'],
    add: ['--require', REGISTER],
    env: { PEER: name, REQUIRE: '1' },
    own: { switch: advice, env: { WITHOUT_OPENAI: '1' } },
    metrics: name === 'contrib' || name === 'openinference',
  };
}

/** The names of the spans that an instrumentation makes of calls. */
const OF_A_CALL = /^(?:chat |openai\.|OpenAI |createChatCompletion)/;

const CALLS = Array.from({ length: 3 }, () => 'chat gpt-4.1-mini');

describe.each(DISTRIBUTIONS)('beside $name', ({ packages, start, add = ADD, env = {}, own, metrics = true }) => {
  test('a call has one span, below that of the application, with its cost, and the application sees the same', async () => {
    const folder = await installApp(packages);
    console.log(await versions(folder, packages));
    const bare = await runApp(folder, ['node', ...start, 'calls.mjs'], { env: { ...env, ...own?.env } });
    const until = ['app', ...(metrics ? ['azure.openai.client.cost'] : [])];
    const options = { env: { ...env, ...own?.env }, until };
    const run = await runApp(folder, ['node', ...start, ...add, 'calls.mjs'], options);
    expectCalls(run, CALLS);
    expect(run.spans.filter(({ name }) => OF_A_CALL.test(name))).toHaveLength(CALLS.length);
    expect(run.output).not.toContain('traces openai too');
    expect(run.seen).toBe(bare.seen);
    expect(run.seen).not.toBe('');
    if (!own) return;
    const both = await runApp(folder, ['node', ...start, ...add, 'calls.mjs'], { env, until });
    expect(both.output.split('traces openai too')).toHaveLength(2);
    expect(both.output).toContain(own.switch);
    const theirs = await runApp(folder, ['node', ...start, 'calls.mjs'], { env });
    expect(both.seen).toBe(theirs.seen);
    // openlit's own instrumentation ends the application: it has no withResponse().
    if (!theirs.seen) return;
    expect(ours(both)).toHaveLength(CALLS.length);
    expect(both.spans.filter(({ attributes }) => 'cost' in attributes)).toEqual(ours(both));
  }, 300_000);
});

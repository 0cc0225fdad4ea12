import { hasSubscribers } from 'node:diagnostics_channel';
import { Module } from 'node:module';
import { context, trace } from '@opentelemetry/api';
import { warnVisibly } from '../safely.ts';

interface Other {
  readonly name: string;
  /** How to switch it off. */
  readonly advice: string;
  /** The channel of `node:diagnostics_channel` through which it traces. */
  readonly channel?: string;
  /** The maker of the span within which it calls the method: the instrumentation's scope, or `sentry.origin`. */
  readonly parent?: string;
  /** The files of an instrumentation that wraps the methods with `@opentelemetry/instrumentation`. */
  readonly files?: RegExp;
}

const OTEL_SWITCH = 'Set OTEL_NODE_DISABLED_INSTRUMENTATIONS=openai';
const LEAVE_OUT = 'Leave its OpenAIInstrumentation out of your instrumentations';
const SENTRY_SWITCH =
  "Set Sentry.init({ integrations: (all) => all.filter(({ name }) => name !== 'OpenAI') }), or disable this one";

const OTHERS: readonly Other[] = [
  { name: 'Datadog', advice: 'Set DD_TRACE_OPENAI_ENABLED=false', channel: 'tracing:apm:openai:request:start' },
  { name: 'Sentry', advice: SENTRY_SWITCH, channel: 'tracing:orchestrion:openai:chat:start' },
  { name: 'Sentry', advice: SENTRY_SWITCH, parent: 'auto.ai.openai' },
  { name: 'EDOT (@elastic/opentelemetry-node)', advice: OTEL_SWITCH, files: /@elastic[/\\]opentelemetry-node[/\\]/ },
  {
    name: '@opentelemetry/auto-instrumentations-node',
    advice: OTEL_SWITCH,
    files: /@opentelemetry[/\\]auto-instrumentations-node[/\\]/,
  },
  {
    name: '@opentelemetry/instrumentation-openai',
    advice: LEAVE_OUT,
    files: /@opentelemetry[/\\]instrumentation-openai[/\\]/,
  },
  {
    name: 'OpenLLMetry (@traceloop/instrumentation-openai)',
    // It patches all that it finds unless the object has a key.
    advice:
      'Set traceloop.initialize({ instrumentModules: { openAI: undefined } }), with the other modules that you use',
    files: /@traceloop[/\\]instrumentation-openai[/\\]/,
  },
  {
    name: 'OpenInference',
    advice: LEAVE_OUT,
    files: /@arizeai[/\\]openinference-instrumentation-openai[/\\]/,
  },
  {
    name: '@azure/ai-projects',
    advice: 'Leave tracingOptions out of the options of AIProjectClient',
    parent: '@azure/ai-projects',
  },
  {
    name: 'openlit',
    // Both patch openai.
    advice: "Set openlit.init({ disabledInstrumentors: ['openai', 'vllm'] })",
    files: /[/\\]openlit[/\\]/,
  },
];

let warned = false;

/**
 * Warns once if another instrumentation traces the same calls: each call then has two spans, and some other
 * instrumentations are known to break the client.
 *
 * @param methods the method before we patched it, and as the application calls it now
 */
export function warnOfOtherInstrumentations(methods: readonly unknown[]): void {
  if (warned) return;
  const isWrapped = methods.some((method) => typeof method === 'function' && '__wrapped' in method);
  const other = OTHERS.find((candidate) => isActive(candidate, isWrapped));
  if (!other && !isWrapped) return;
  warned = true;
  warnVisibly(
    `${other?.name ?? 'another instrumentation of openai'} traces openai too, so that each call is traced twice. ` +
      `${other?.advice ?? 'Disable one of them'}.`,
  );
}

function isActive({ channel, parent, files }: Other, isWrapped: boolean): boolean {
  if (channel !== undefined) return hasSubscribers(channel);
  if (parent !== undefined) return readParentMakers().includes(parent);
  return isWrapped && listRequiredFiles().some((file) => files?.test(file));
}

/** A span of the OpenTelemetry SDK, or, since Sentry 10, of a class of Sentry's own. */
interface ParentSpan {
  attributes?: Record<string, unknown>;
  instrumentationScope?: { name: string };
  getSpanJSON?(): { origin?: unknown };
}

function readParentMakers(): unknown[] {
  const parent = trace.getSpan(context.active()) as ParentSpan | undefined;
  const { attributes, instrumentationScope } = parent ?? {};
  return [attributes?.['sentry.origin'], parent?.getSpanJSON?.().origin, instrumentationScope?.name];
}

function listRequiredFiles(): string[] {
  return Object.keys((Module as unknown as { _cache?: object })._cache ?? {});
}

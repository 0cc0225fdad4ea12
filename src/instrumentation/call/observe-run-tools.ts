import { type Context, type Span, SpanKind, context, trace } from '@opentelemetry/api';
import { buildStartAttributes, setRequiredAttributes, setTargetAttributes } from '../attributes/request-attributes.ts';
import { SpanAttributes } from '../attributes/span-attributes.ts';
import { readAttribution, rememberLocalRoot } from '../attribution/index.ts';
import { overlay } from '../client/overlay.ts';
import { callOriginal, isReentrant } from '../client/patcher.ts';
import { resolveDeployment, resolveTarget } from '../client/target.ts';
import type { Method, Resource } from '../client/types.ts';
import { asArray, asObject, asText, readWithoutGetters } from '../json.ts';
import { logInternalError } from '../safely.ts';
import { type OnEnd, endSpan, setSpanError, trackSpan } from './end-span.ts';
import { observeTool } from './observe-tool.ts';
import type { Tracing } from './types.ts';

/** The part of the return value of `runTools` that we use. */
interface Runner {
  on(event: 'end', listener: () => void): unknown;
  errored: boolean;
  aborted: boolean;
}

/**
 * Calls `original`, which is `runTools`, under an `invoke_agent` span, the conventions' name for a loop of model and tools.
 * Its children are the spans of the calls, and one `execute_tool` span for each tool that runs.
 */
export function observeRunTools(tracing: Tracing, original: Method, resource: Resource, args: unknown[]): unknown {
  const isTraced = tracing.isActive() && !isReentrant(resource, 'runTools');
  const run = isTraced ? startRun(tracing, resource, args) : undefined;
  if (!run) return original.apply(resource, args);
  const { span, runArgs, runContext, onEnd } = run;
  let runner: unknown;
  try {
    runner = context.with(runContext, () => callOriginal(original, resource, runArgs, 'runTools'));
  } catch (error) {
    endSpan(span, setSpanError(span, error), onEnd);
    throw error;
  }
  endWithRunner(span, runner, onEnd);
  return runner;
}

interface StartedRun {
  span: Span;
  runContext: Context;
  runArgs: unknown[];
  onEnd: OnEnd | undefined;
}

function startRun(tracing: Tracing, resource: Resource, args: unknown[]): StartedRun | undefined {
  let span: Span | undefined;
  try {
    const client = (resource as Resource | undefined)?._client;
    if (!client) return undefined;
    const target = resolveTarget(client, tracing.settings.isAzure);
    if (!target.azure && !tracing.settings.instrumentOpenAI) return undefined;
    const body = asObject(args[0]);
    const data = readWithoutGetters(body ?? {});
    const model = target.azure ? resolveDeployment(client, target, data, true) : asText(data['model']);
    const attribution = readAttribution(context.active(), tracing.settings.baggageKeys);
    span = tracing.tracer.startSpan('invoke_agent', {
      kind: SpanKind.INTERNAL,
      attributes: buildStartAttributes('invoke_agent', model, target, attribution),
    });
    const attributes = new SpanAttributes(span);
    setRequiredAttributes(attributes, target, {});
    setTargetAttributes(attributes, target);
    rememberLocalRoot(span, context.active());
    const [parentContext, onEnd] = tracing.agentMetrics?.startRun(context.active(), model) ?? [context.active()];
    const run = { span, onEnd, runContext: trace.setSpan(parentContext, span) };
    if (!body || !(span.isRecording() || onEnd)) return { ...run, runArgs: args };
    const observedBody = overlay(body, {
      tools: (tools) => asArray(tools)?.map((tool) => observeTool(tool, tracing)) ?? tools,
    });
    return { ...run, runArgs: [observedBody, ...args.slice(1)] };
  } catch (error) {
    logInternalError('runTools could not be traced', error);
    if (span) endSpan(span);
    return undefined;
  }
}

/** Ends the span with the runner's `end` event. A listener for errors would hide unhandled ones from the application. */
function endWithRunner(span: Span, value: unknown, onEnd: OnEnd | undefined): void {
  const runner = value as Runner;
  if (typeof runner?.on !== 'function') return endSpan(span, undefined, onEnd);
  const end = trackSpan(span, runner, onEnd);
  runner.on('end', () => end(runner.aborted ? 'APIUserAbortError' : runner.errored ? '_OTHER' : undefined));
}

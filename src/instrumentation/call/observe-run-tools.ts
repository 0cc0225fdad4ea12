import { type Context, type Span, SpanKind, context, trace } from '@opentelemetry/api';
import { attributionOf, noteLocalRoot } from '../attribution/index.ts';
import { deploymentOf, targetOf } from '../client/target.ts';
import { dataOf } from '../json.ts';
import { type OnEnd, endSpan, errorTypeOn, openSpan } from './end-span.ts';
import { isPassedOn, passOn } from '../client/reentrancy.ts';
import type { Method, Resource } from '../client/types.ts';
import type { Tracing } from './tracing.ts';
import { asArray, asObject, asText } from '../json.ts';
import { reportFailure } from '../safely.ts';
import { observedTool } from './observe-tool.ts';
import { setRequiredAttributes, setTargetAttributes, startAttributes } from '../attributes/request-attributes.ts';
import { SpanAttributes } from '../attributes/span-attributes.ts';
import { standIn } from '../client/overlay.ts';

/** What `runTools` returns, as far as we look at it. */
interface Runner {
  on(event: 'end', listener: () => void): unknown;
  errored: boolean;
  aborted: boolean;
}

/**
 * Calls `original`, which is `runTools`, under a span of its own: the calls that it makes, and one `execute_tool` span
 * for each tool that it runs, are the children. `invoke_agent` is the conventions' name for a loop of model and tools.
 */
export function observeRunTools(tracing: Tracing, original: Method, resource: Resource, args: unknown[]): unknown {
  const isOurs = tracing.isActive() && !isPassedOn(resource, 'runTools');
  const run = isOurs ? startRun(tracing, resource, args) : undefined;
  if (!run) return original.apply(resource, args);
  const { span, runArgs, runContext, onEnd } = run;
  let runner: unknown;
  try {
    runner = context.with(runContext, () => passOn(original, resource, runArgs, 'runTools'));
  } catch (error) {
    endSpan(span, errorTypeOn(span, error), onEnd);
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
    const target = targetOf(client, tracing.settings.isAzure);
    if (!target.azure && !tracing.settings.instrumentOpenAI) return undefined;
    const body = asObject(args[0]);
    const data = dataOf(body ?? {});
    const model = target.azure ? deploymentOf(client, target, data, true) : asText(data['model']);
    const attribution = attributionOf(context.active(), tracing.settings.baggageKeys);
    span = tracing.tracer.startSpan('invoke_agent', {
      kind: SpanKind.INTERNAL,
      attributes: startAttributes('invoke_agent', model, target, attribution),
    });
    const sink = new SpanAttributes(span);
    setRequiredAttributes(sink, target, {});
    setTargetAttributes(sink, target);
    noteLocalRoot(span, context.active());
    const [parentContext, onEnd] = tracing.agentMetrics?.startRun(context.active(), model) ?? [context.active()];
    const run = { span, onEnd, runContext: trace.setSpan(parentContext, span) };
    if (!body || !(span.isRecording() || onEnd)) return { ...run, runArgs: args };
    const observedBody = standIn(body, {
      tools: (tools) => asArray(tools)?.map((tool) => observedTool(tool, tracing)) ?? tools,
    });
    return { ...run, runArgs: [observedBody, ...args.slice(1)] };
  } catch (error) {
    reportFailure('runTools could not be traced', error);
    if (span) endSpan(span);
    return undefined;
  }
}

/** The runner tells its end to whoever listens; listening for its errors would take the unhandled ones from the application. */
function endWithRunner(span: Span, value: unknown, onEnd: OnEnd | undefined): void {
  const runner = value as Runner;
  if (typeof runner?.on !== 'function') return endSpan(span, undefined, onEnd);
  const end = openSpan(span, runner, onEnd);
  runner.on('end', () => end(runner.aborted ? 'APIUserAbortError' : runner.errored ? '_OTHER' : undefined));
}

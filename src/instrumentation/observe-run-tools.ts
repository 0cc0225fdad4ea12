import { type Span, SpanKind, SpanStatusCode, context, trace } from '@opentelemetry/api';
import { attributionOf, noteLocalRoot } from './attribution/index.ts';
import * as names from './attributes.ts';
import { targetOf } from './azure-client.ts';
import { setErrorAttributes } from './errors.ts';
import { isPassedOn, passOn } from './pass-on.ts';
import type { JsonObject, Method, Resource, Tracing } from './internal-types.ts';
import { asArray, asObject, asText } from './json.ts';
import { guarded, reportFailure } from './guarded.ts';
import { ended, started } from './open-calls.ts';
import { setTargetAttributes, startAttributes } from './request-attributes.ts';
import { SpanAttributes } from './span-attributes.ts';

type Tool = (...args: unknown[]) => unknown;

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
  const isOurs = tracing.isActive() && !isPassedOn(resource, observeRunTools);
  const run = isOurs ? startRun(tracing, resource, args) : undefined;
  if (!run) return original.apply(resource, args);
  const { span, runArgs } = run;
  let runner: unknown;
  try {
    runner = context.with(trace.setSpan(context.active(), span), () =>
      passOn(original, resource, runArgs, observeRunTools),
    );
  } catch (error) {
    endFailed(span, error);
    throw error;
  }
  endWithRunner(span, runner);
  return runner;
}

function startRun(
  tracing: Tracing,
  { _client: client }: Resource,
  args: unknown[],
): { span: Span; runArgs: unknown[] } | undefined {
  try {
    const target = targetOf(client, tracing.settings.isAzure);
    if (!target.azure && !tracing.settings.instrumentOpenAI) return undefined;
    const body = asObject(args[0]) ?? {};
    const attribution = attributionOf(context.active(), tracing.settings.baggageKeys);
    const span = tracing.tracer.startSpan('invoke_agent', {
      kind: SpanKind.INTERNAL,
      attributes: startAttributes('invoke_agent', asText(body['model']), target, attribution),
    });
    setTargetAttributes(new SpanAttributes(span), target);
    noteLocalRoot(span, context.active());
    const tools = asArray(body['tools']);
    if (!tools || !span.isRecording()) return { span, runArgs: args };
    const observedTools = tools.map((tool) => observedTool(tool, tracing));
    return { span, runArgs: [{ ...body, tools: observedTools }, ...args.slice(1)] };
  } catch (error) {
    reportFailure('runTools could not be traced', error);
    return undefined;
  }
}

/** The runner tells its end to whoever listens; listening for its errors would take the unhandled ones from the application. */
function endWithRunner(span: Span, value: unknown): void {
  const runner = value as Runner;
  if (typeof runner?.on !== 'function') return endSpan(span);
  const open = {
    onAbandoned(): void {
      span.setAttribute(names.AZURE_OPENAI_OUTCOME, 'abandoned');
      ended(open);
      endSpan(span);
    },
  };
  started(open);
  runner.on('end', () => {
    ended(open);
    endSpan(span, runner.aborted ? 'APIUserAbortError' : runner.errored ? '_OTHER' : undefined);
  });
}

/** A copy of a tool, hidden properties too (the zod helpers keep their callback in one), whose function makes a span. */
function observedTool(value: unknown, tracing: Tracing): unknown {
  const tool = asObject(value);
  const definition = asObject(tool?.['function']);
  if (!tool || !definition) return value;
  const observe = (run: unknown): unknown =>
    typeof run === 'function' ? observedFunction(run as Tool, definition, tracing) : run;
  return copyWith(tool, {
    function: copyWith(definition, { function: observe(definition['function']) }),
    $callback: observe(tool['$callback']),
  });
}

function copyWith(object: JsonObject, values: JsonObject): object {
  const descriptors = Object.getOwnPropertyDescriptors(object);
  for (const [key, value] of Object.entries(values)) {
    const descriptor = descriptors[key];
    if (descriptor) descriptors[key] = { enumerable: descriptor.enumerable ?? true, configurable: true, value };
  }
  return Object.create(Object.getPrototypeOf(object) as object | null, descriptors) as object;
}

/** A proxy, so that name, length and all else of the function stay as they are. */
function observedFunction(run: Tool, definition: JsonObject, tracing: Tracing): Tool {
  const name = asText(definition['name']) ?? run.name;
  const attributes = {
    [names.GEN_AI_OPERATION_NAME]: 'execute_tool',
    [names.GEN_AI_TOOL_NAME]: name,
    [names.GEN_AI_TOOL_TYPE]: 'function',
    [names.GEN_AI_TOOL_DESCRIPTION]: asText(definition['description']),
  };
  return new Proxy(run, {
    apply(target, thisArgument, args) {
      const span = tracing.tracer.startSpan(`execute_tool ${name}`, { kind: SpanKind.INTERNAL, attributes });
      let result: unknown;
      try {
        result = context.with(trace.setSpan(context.active(), span), () => Reflect.apply(target, thisArgument, args));
      } catch (error) {
        endFailed(span, error);
        throw error;
      }
      // The runner awaits it, so that this hides no rejection.
      if (result instanceof Promise)
        void result.then(
          () => endSpan(span),
          (error) => endFailed(span, error),
        );
      else endSpan(span);
      return result;
    },
  });
}

function endFailed(span: Span, error: unknown): void {
  endSpan(span, guarded('reading an error', () => setErrorAttributes(new SpanAttributes(span), error)) ?? '_OTHER');
}

function endSpan(span: Span, errorType?: string): void {
  if (errorType !== undefined) {
    span.setAttribute(names.ERROR_TYPE, errorType);
    span.setStatus({ code: SpanStatusCode.ERROR, message: errorType });
  }
  span.end();
}

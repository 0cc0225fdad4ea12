import { type Context, type Span, SpanKind, context, trace } from '@opentelemetry/api';
import * as names from '../semconv/attributes.ts';
import { type OnEnd, endSpan, setSpanError, trackSpan } from './end-span.ts';
import { safely } from '../safely.ts';
import type { Tracing } from './tracing.ts';
import { asObject, asText } from '../json.ts';
import { overlay } from '../client/overlay.ts';

type Run = (...args: unknown[]) => unknown;

/** What the client has read of a tool, as it does before it runs one: to read it again might run a getter again. */
interface ToolFacts {
  name?: unknown;
  description?: unknown;
}

/** Stands for a tool of `runTools` whose function makes a span each time that it runs. */
export function observeTool(value: unknown, tracing: Tracing): unknown {
  const tool = asObject(value);
  if (!tool) return value;
  const facts: ToolFacts = {};
  const observed = (run: unknown): unknown =>
    typeof run === 'function' ? observeFunction(run as Run, facts, tracing) : run;
  return overlay(tool, {
    function: (value) => {
      const definition = asObject(value);
      if (!definition) return value;
      return overlay(definition, {
        name: (name) => (facts.name = name),
        description: (description) => (facts.description = description),
        function: observed,
      });
    },
    // Where the schema helpers of the client keep the function, hidden.
    $callback: observed,
  });
}

/** A proxy, so that name, length and all else of the function stay as they are. */
function observeFunction(run: Run, facts: ToolFacts, tracing: Tracing): Run {
  return new Proxy(run, {
    apply(target, self, args) {
      const call = (): unknown => Reflect.apply(target, self, args);
      const tool = safely('starting the span of a tool', () => startTool(run, facts, tracing));
      if (!tool) return call();
      try {
        return observeResult(context.with(tool.toolContext, call), tool);
      } catch (error) {
        endSpan(tool.span, setSpanError(tool.span, error), tool.onEnd);
        throw error;
      }
    },
  });
}

/** What a tool returned, in a form that tells when the runner, which awaits it, gets what it comes to. */
function observeResult(result: unknown, tool: StartedTool): unknown {
  const { span, onEnd } = tool;
  if (isNativePromise(result)) {
    const end = trackSpan(span, result, onEnd);
    // The runner handles what it rejects with, so that this hides nothing.
    void nativeThen.call(
      result,
      () => end(),
      (error) => end(setSpanError(span, error)),
    );
    return result;
  }
  const thenable = typeof result === 'object' || typeof result === 'function' ? (result as PromiseLike<unknown>) : null;
  const then: unknown = thenable?.then;
  if (thenable && typeof then === 'function') return observeThenable(thenable, then as Run, tool);
  endSpan(span, undefined, onEnd);
  return result;
}

/** One of the application's own kind may do its work each time that `then` is called: only the runner calls it. */
function observeThenable(thenable: object, then: Run, { span, onEnd }: StartedTool): object {
  const end = trackSpan(span, undefined, onEnd);
  return {
    then(onFulfilled: Run, onRejected: Run): void {
      const fulfilled = (value: unknown): void => {
        end();
        onFulfilled(value);
      };
      const rejected = (error: unknown): void => {
        end(setSpanError(span, error));
        onRejected(error);
      };
      try {
        Reflect.apply(then, thenable, [fulfilled, rejected]);
      } catch (error) {
        end(setSpanError(span, error));
        throw error;
      }
    },
  };
}

const nativeThen = Promise.prototype.then;

/** True of a promise whose `then` an `await` does not call, but looks behind. */
function isNativePromise(value: unknown): value is Promise<unknown> {
  return (
    value instanceof Promise &&
    Object.getPrototypeOf(value) === Promise.prototype &&
    !Object.hasOwn(value, 'constructor')
  );
}

/** A tool whose span has started. */
interface StartedTool {
  span: Span;
  toolContext: Context;
  onEnd: OnEnd | undefined;
}

function startTool(run: Run, facts: ToolFacts, { tracer, agentMetrics }: Tracing): StartedTool {
  const name = asText(facts.name) ?? run.name;
  const span = tracer.startSpan(`execute_tool ${name}`, {
    kind: SpanKind.INTERNAL,
    attributes: {
      [names.GEN_AI_OPERATION_NAME]: 'execute_tool',
      [names.GEN_AI_TOOL_NAME]: name,
      [names.GEN_AI_TOOL_TYPE]: 'function',
      [names.GEN_AI_TOOL_DESCRIPTION]: asText(facts.description),
    },
  });
  const [parentContext, onEnd] = agentMetrics?.startTool(context.active(), name) ?? [context.active()];
  return { span, onEnd, toolContext: trace.setSpan(parentContext, span) };
}

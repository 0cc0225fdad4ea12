import { type Context, type Span, SpanKind, context, trace } from '@opentelemetry/api';
import { overlay } from '../client/overlay.ts';
import { asObject, asText } from '../json.ts';
import { safely } from '../safely.ts';
import * as names from '../semconv/attributes.ts';
import { type OnEnd, endSpan, setSpanError, trackSpan } from './end-span.ts';
import type { Tracing } from './types.ts';

type ToolFunction = (...args: unknown[]) => unknown;

/** The fields of a tool, kept when the client reads them: reading them a second time might run a getter a second time. */
interface ToolFields {
  name?: unknown;
  description?: unknown;
}

/** Returns an overlay of a tool of `runTools`, whose function makes a span each time it runs. */
export function observeTool(value: unknown, tracing: Tracing): unknown {
  const tool = asObject(value);
  if (!tool) return value;
  const fields: ToolFields = {};
  const observe = (run: unknown): unknown =>
    typeof run === 'function' ? observeFunction(run as ToolFunction, fields, tracing) : run;
  return overlay(tool, {
    function: (value) => {
      const definition = asObject(value);
      if (!definition) return value;
      return overlay(definition, {
        name: (name) => (fields.name = name),
        description: (description) => (fields.description = description),
        function: observe,
      });
    },
    // The client's schema helpers keep the function in this hidden property.
    $callback: observe,
  });
}

/** Returns a proxy, which keeps the name, length and all other properties of the function. */
function observeFunction(run: ToolFunction, fields: ToolFields, tracing: Tracing): ToolFunction {
  return new Proxy(run, {
    apply(target, self, args) {
      const call = (): unknown => Reflect.apply(target, self, args);
      const tool = safely('starting the span of a tool', () => startTool(run, fields, tracing));
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

/** Ends the tool's span when its result settles. Returns the result, or a thenable that behaves the same for the runner. */
function observeResult(result: unknown, tool: StartedTool): unknown {
  const { span, onEnd } = tool;
  if (isNativePromise(result)) {
    const end = trackSpan(span, result, onEnd);
    // The runner handles a rejection, so this handler hides none.
    void nativeThen.call(
      result,
      () => end(),
      (error) => end(setSpanError(span, error)),
    );
    return result;
  }
  const thenable = typeof result === 'object' || typeof result === 'function' ? (result as PromiseLike<unknown>) : null;
  const then: unknown = thenable?.then;
  if (thenable && typeof then === 'function') return observeThenable(thenable, then as ToolFunction, tool);
  endSpan(span, undefined, onEnd);
  return result;
}

/** Wraps a thenable of the application, which may do its work on each call of `then`, so that only the runner calls it. */
function observeThenable(thenable: object, then: ToolFunction, { span, onEnd }: StartedTool): object {
  const end = trackSpan(span, undefined, onEnd);
  return {
    then(onFulfilled: ToolFunction, onRejected: ToolFunction): void {
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

/** True for a promise whose `then` an `await` does not call, since it reads the internal state instead. */
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

function startTool(run: ToolFunction, fields: ToolFields, { tracer, agentMetrics }: Tracing): StartedTool {
  const name = asText(fields.name) ?? run.name;
  const span = tracer.startSpan(`execute_tool ${name}`, {
    kind: SpanKind.INTERNAL,
    attributes: {
      [names.GEN_AI_OPERATION_NAME]: 'execute_tool',
      [names.GEN_AI_TOOL_NAME]: name,
      [names.GEN_AI_TOOL_TYPE]: 'function',
      [names.GEN_AI_TOOL_DESCRIPTION]: asText(fields.description),
    },
  });
  const [parentContext, onEnd] = agentMetrics?.startTool(context.active(), name) ?? [context.active()];
  return { span, onEnd, toolContext: trace.setSpan(parentContext, span) };
}

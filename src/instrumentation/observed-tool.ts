import { type Span, SpanKind, context, trace } from '@opentelemetry/api';
import * as names from './attributes.ts';
import { endFailed, endSpan } from './end-span.ts';
import { guarded } from './guarded.ts';
import type { Tracing } from './internal-types.ts';
import { asObject, asText } from './json.ts';
import { standIn } from './stand-in.ts';

type Run = (...args: unknown[]) => unknown;

/** What the client has read of a tool, as it does before it runs one: to read it again might run a getter again. */
interface ToolFacts {
  name?: unknown;
  description?: unknown;
}

/** Stands for a tool of `runTools` whose function makes a span each time that it runs. */
export function observedTool(value: unknown, tracing: Tracing): unknown {
  const tool = asObject(value);
  if (!tool) return value;
  const facts: ToolFacts = {};
  const observed = (run: unknown): unknown =>
    typeof run === 'function' ? observedRun(run as Run, facts, tracing) : run;
  return standIn(tool, {
    function: (value) => {
      const definition = asObject(value);
      if (!definition) return value;
      return standIn(definition, {
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
function observedRun(run: Run, facts: ToolFacts, tracing: Tracing): Run {
  return new Proxy(run, {
    apply(target, self, args) {
      const span = guarded('starting the span of a tool', () => startToolSpan(run, facts, tracing));
      if (!span) return Reflect.apply(target, self, args) as unknown;
      let result: unknown;
      try {
        result = context.with(
          trace.setSpan(context.active(), span),
          () => Reflect.apply(target, self, args) as unknown,
        );
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

function startToolSpan(run: Run, facts: ToolFacts, { tracer }: Tracing): Span {
  const name = asText(facts.name) ?? run.name;
  return tracer.startSpan(`execute_tool ${name}`, {
    kind: SpanKind.INTERNAL,
    attributes: {
      [names.GEN_AI_OPERATION_NAME]: 'execute_tool',
      [names.GEN_AI_TOOL_NAME]: name,
      [names.GEN_AI_TOOL_TYPE]: 'function',
      [names.GEN_AI_TOOL_DESCRIPTION]: asText(facts.description),
    },
  });
}

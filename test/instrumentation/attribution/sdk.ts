import {
  type Context,
  type DiagLogger,
  DiagLogLevel,
  SpanKind,
  type Tracer,
  context,
  diag,
  trace,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  type SpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import {
  type Budget,
  type BudgetCrossing,
  type BudgetSignals,
  Budgets,
  type CostedCall,
} from '../../../src/instrumentation/attribution/index.ts';
import type { UnpricedReason } from '../../../src/pricing/index.ts';

/** A real SDK that keeps spans in memory. */
export interface Sdk {
  tracer: Tracer;
  provider: TracerProvider;
  /** Removes and returns the ended spans, except those of calls. */
  takeSpans(): ReadableSpan[];
  /** Everything that was reported through `diag`. */
  reports: string[];
}

/** Starts the SDK, once in each test file since it is global. */
export function startSdk(...processors: SpanProcessor[]): Sdk {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({ spanProcessors: [...processors, new SimpleSpanProcessor({ exporter })] });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(provider);
  const reports: string[] = [];
  const log = (...args: unknown[]): void => void reports.push(args.map(String).join(' '));
  const logger: DiagLogger = { error: log, warn: log, info: log, debug: log, verbose: log };
  diag.setLogger(logger, DiagLogLevel.WARN);
  return {
    tracer: trace.getTracer('test'),
    provider,
    takeSpans() {
      const spans = exporter.getFinishedSpans().filter((span) => span.kind !== SpanKind.CLIENT);
      exporter.reset();
      return spans;
    },
    reports,
  };
}

/** The usage and context of a call. @default the active context, and no usage */
export interface Usage extends Pick<CostedCall, 'tokens'> {
  context?: Context;
  costUsd?: number | undefined;
  unpricedReason?: UnpricedReason;
}

/** Makes a call that has ended. */
export function endedCall({ context: parentContext = context.active(), tokens, ...cost }: Usage = {}): CostedCall {
  const span = trace.getTracer('test').startSpan('chat gpt-4o', { kind: SpanKind.CLIENT }, parentContext);
  span.end();
  const { costUsd: total, unpricedReason: reason } = cost;
  return { parentContext, span, tokens, cost: { ...(total !== undefined && { total }), ...(reason && { reason }) } };
}

export const NOON: number = Date.parse('2026-02-03T12:00:00Z');

export interface WatchedBudget {
  budget: Budget;
  budgets: Budgets;
  clock: { now: number };
  crossings: BudgetCrossing[];
  /** Ends a call of this cost. */
  spend(costUsd?: number): void;
}

/** Starts a budget with a clock that the test sets, and records the crossings. */
export function watchBudget(
  budget: Partial<Budget> & { usd: number },
  signals: BudgetSignals = { logger: undefined, counter: undefined },
): WatchedBudget {
  const crossings: BudgetCrossing[] = [];
  const clock = { now: NOON };
  const configured: Budget = { per: 'hour', onExceeded: (crossing) => void crossings.push(crossing), ...budget };
  const budgets = new Budgets(signals, () => clock.now);
  const spend = (costUsd?: number): void => budgets.onCallEnd([configured], endedCall({ costUsd }));
  return { budget: configured, budgets, clock, crossings, spend };
}

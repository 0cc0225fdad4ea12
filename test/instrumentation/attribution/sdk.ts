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
import type { CostedCall } from '../../../src/instrumentation/attribution/index.ts';
import type { UnpricedReason } from '../../../src/pricing/index.ts';

/** A real SDK that keeps spans in memory. */
export interface Sdk {
  tracer: Tracer;
  provider: TracerProvider;
  /** The ended spans of requests, calls aside; they are taken away. */
  takeSpans(): ReadableSpan[];
  /** What was reported through `diag`. */
  reports: string[];
}

/** Once for each test file: the SDK is global. */
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

/** What a call used, and the context in which it was made. @default the active context, and nothing */
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

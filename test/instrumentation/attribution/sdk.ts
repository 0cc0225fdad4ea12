import { type DiagLogger, DiagLogLevel, SpanKind, type Tracer, context, diag, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  type SpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { EndedCall } from '../../../src/instrumentation/attribution/index.ts';

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

/** A call that is made, and ends, where it stands. */
export function endedCall(told: Partial<EndedCall> = {}): EndedCall {
  const callContext = told.context ?? context.active();
  const span = trace.getTracer('test').startSpan('chat gpt-4o', { kind: SpanKind.CLIENT }, callContext);
  span.end();
  return { context: callContext, span, ...told };
}

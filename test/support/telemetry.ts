import { type Attributes, type DiagLogger, DiagLogLevel, context, diag, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  InMemoryLogRecordExporter,
  LoggerProvider,
  type ReadableLogRecord,
  SimpleLogRecordProcessor,
} from '@opentelemetry/sdk-logs';
import { InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import * as openai from 'openai';
import { vi } from 'vitest';
import { AzureOpenAIInstrumentation, type AzureOpenAIInstrumentationConfig } from '../../src/index.ts';

/** A real SDK that keeps spans in memory, and the instrumentation of the `openai` that the test imports. */
export interface Telemetry {
  instrumentation: AzureOpenAIInstrumentation;
  provider: TracerProvider;
  processor: SimpleSpanProcessor;
  /** Removes and returns the spans that have ended so far. */
  takeSpans(): ReadableSpan[];
  /** Waits until so many spans have ended, and removes and returns them. */
  waitForSpans(count: number): Promise<ReadableSpan[]>;
  /** The attributes of the only span that has ended. */
  takeAttributes(): Attributes;
  /** Removes and returns the events that were emitted so far. */
  takeEvents(): ReadableLogRecord[];
  /** Everything that was reported through `diag`. */
  reports: string[];
}

/** Starts the SDK and the instrumentation, once in each test file since both are global. */
export function startTelemetry(config: AzureOpenAIInstrumentationConfig = {}): Telemetry {
  const exporter = new InMemorySpanExporter();
  const processor = new SimpleSpanProcessor({ exporter });
  const provider = new TracerProvider({ spanProcessors: [processor] });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(provider);
  const reports: string[] = [];
  const log = (...args: unknown[]): void => void reports.push(args.map(String).join(' '));
  const logger: DiagLogger = { error: log, warn: log, info: log, debug: log, verbose: log };
  diag.setLogger(logger, DiagLogLevel.WARN);
  const instrumentation = new AzureOpenAIInstrumentation(config);
  const logExporter = new InMemoryLogRecordExporter();
  const logProcessor = new SimpleLogRecordProcessor({ exporter: logExporter });
  instrumentation.setLoggerProvider(new LoggerProvider({ processors: [logProcessor] }));
  instrumentation.manuallyInstrument(openai);
  const takeSpans = (): ReadableSpan[] => {
    const spans = exporter.getFinishedSpans();
    exporter.reset();
    return spans;
  };
  return {
    instrumentation,
    provider,
    processor,
    takeSpans,
    async waitForSpans(count) {
      const spans: ReadableSpan[] = [];
      await vi.waitFor(() => {
        spans.push(...takeSpans());
        if (spans.length < count) throw new Error(`there are ${spans.length} spans, not ${count}`);
      });
      return spans;
    },
    takeAttributes() {
      const spans = takeSpans();
      if (spans.length !== 1) throw new Error(`there are ${spans.length} spans, not one`);
      return spans[0]!.attributes;
    },
    takeEvents() {
      const events = logExporter.getFinishedLogRecords();
      logExporter.reset();
      return events;
    },
    reports,
  };
}

import { BatchSpanProcessor, type ReadableSpan, TracerProvider } from '@opentelemetry/sdk-trace';

/** Spans that went all the way through the SDK. */
export interface DroppedSpans {
  count: number;
  /** The newest of them. */
  last: ReadableSpan | undefined;
}

/** The SDK as in production, up to an exporter that counts and drops. */
export class DroppingSdk {
  readonly #dropped: DroppedSpans = { count: 0, last: undefined };
  readonly #processor = new BatchSpanProcessor({
    exporter: {
      export: (spans, done) => {
        this.#dropped.count += spans.length;
        this.#dropped.last = spans.at(-1);
        done({ code: 0 });
      },
      shutdown: async () => {},
    },
  });
  readonly provider: TracerProvider = new TracerProvider({ spanProcessors: [this.#processor] });

  /** The spans that ended since the last time. */
  async take(): Promise<DroppedSpans> {
    await this.#processor.forceFlush();
    const taken = { ...this.#dropped };
    this.#dropped.count = 0;
    this.#dropped.last = undefined;
    return taken;
  }
}

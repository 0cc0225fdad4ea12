import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, type ReadableSpan, TracerProvider } from '@opentelemetry/sdk-trace';

/** Spans that went all the way through the SDK. */
export interface DroppedSpans {
  count: number;
  /** The newest of them. */
  last: ReadableSpan | undefined;
}

/** Collects on request, once a block, so that the export of each minute is not measured. */
class CollectingReader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {
    await this.collect();
  }
  protected override async onShutdown(): Promise<void> {}
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
  /** Undefined for a column without metrics. */
  readonly meterProvider: MeterProvider | undefined;
  readonly provider: TracerProvider = new TracerProvider({ spanProcessors: [this.#processor] });

  constructor(metrics: boolean) {
    this.meterProvider = metrics ? new MeterProvider({ readers: [new CollectingReader()] }) : undefined;
  }

  /** The spans that ended since the last time. */
  async take(): Promise<DroppedSpans> {
    await this.#processor.forceFlush();
    await this.meterProvider?.forceFlush();
    const taken = { ...this.#dropped };
    this.#dropped.count = 0;
    this.#dropped.last = undefined;
    return taken;
  }
}

import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { AlwaysOffSampler, BatchSpanProcessor, type ReadableSpan, TracerProvider } from '@opentelemetry/sdk-trace';

/** Calls that went all the way through the SDK. */
export interface DroppedSpans {
  /** The number of spans; of an SDK that samples none, the calls in the metric of their duration. */
  count: number;
  /** The newest of them. */
  last: ReadableSpan | undefined;
}

/** Collects on request, once a block, so that the export of each minute is not measured. */
class CollectingReader extends MetricReader {
  /** The calls in the metric of their duration, since the start. */
  calls = 0;

  protected override async onForceFlush(): Promise<void> {
    const { resourceMetrics } = await this.collect();
    const metrics = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
    const duration = metrics.find(({ descriptor }) => descriptor.name === 'gen_ai.client.operation.duration');
    const values = duration?.dataPoints.map((point) => point.value as { count: number }) ?? [];
    this.calls = values.reduce((sum, { count }) => sum + count, 0);
  }
  protected override async onShutdown(): Promise<void> {}
}

/** The parts of an SDK that differ between columns. */
export interface SdkOptions {
  /** Whether there is a meter provider. @default true */
  metrics?: boolean | undefined;
  /** Whether calls are sampled, so that they have spans. @default true */
  sampled?: boolean | undefined;
  /** Whether spans are serialized as OTLP before they are dropped, as an exporter does. @default false */
  serialized?: boolean | undefined;
}

/** The SDK as in production, up to an exporter that counts and drops. */
export class DroppingSdk {
  readonly #dropped: DroppedSpans = { count: 0, last: undefined };
  readonly #isSerialized: boolean;
  readonly #processor = new BatchSpanProcessor({
    exporter: {
      export: (spans, done) => {
        if (this.#isSerialized) ProtobufTraceSerializer.serializeRequest(spans);
        this.#dropped.count += spans.length;
        this.#dropped.last = spans.at(-1);
        done({ code: 0 });
      },
      shutdown: async () => {},
    },
  });
  /** Undefined for a column without metrics. */
  readonly meterProvider: MeterProvider | undefined;
  readonly provider: TracerProvider;
  readonly #reader = new CollectingReader();
  /** The calls in the metrics that were taken. Undefined if spans are counted. */
  #taken: number | undefined;

  constructor({ metrics = true, sampled = true, serialized = false }: SdkOptions) {
    this.#isSerialized = serialized;
    this.meterProvider = metrics ? new MeterProvider({ readers: [this.#reader] }) : undefined;
    const sampler = sampled ? {} : { sampler: new AlwaysOffSampler() };
    this.provider = new TracerProvider({ spanProcessors: [this.#processor], ...sampler });
    this.#taken = sampled ? undefined : 0;
  }

  /** The calls that ended since the last time. */
  async take(): Promise<DroppedSpans> {
    await this.#processor.forceFlush();
    await this.meterProvider?.forceFlush();
    const taken = { ...this.#dropped };
    if (this.#taken !== undefined) {
      taken.count = this.#reader.calls - this.#taken;
      this.#taken = this.#reader.calls;
    }
    this.#dropped.count = 0;
    this.#dropped.last = undefined;
    return taken;
  }
}

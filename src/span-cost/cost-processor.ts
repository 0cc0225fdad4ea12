import type { AttributeValue, Attributes } from '@opentelemetry/api';
import { readPriceEnvironment } from '../instrumentation/config/environment.ts';
import { resolvePriceSettings } from '../instrumentation/config/price-settings.ts';
import type { AzureOpenAIInstrumentationConfig } from '../instrumentation/config/types.ts';
import { safely } from '../instrumentation/safely.ts';
import { type EndedSpan, SpanPricer } from './span-pricer.ts';

/**
 * Options of {@link AzureOpenAICostProcessor}: those of the instrumentation that a price depends on, which may also be set
 * by `AZURE_OPENAI_OTEL_DEPLOYMENTS` and `AZURE_OPENAI_OTEL_PRICES`. An invalid one is reported through `diag` and ignored.
 */
export interface AzureOpenAICostProcessorConfig extends Pick<
  AzureOpenAIInstrumentationConfig,
  'deployments' | 'prices'
> {
  /**
   * Returns true for the span of a call to Azure OpenAI whose attributes name another provider and no host of Azure. If it
   * throws, the span is not priced, which is reported through `diag`.
   * @default no other span is of Azure OpenAI
   */
  isAzure?: (span: { name: string; attributes: Readonly<Record<string, unknown>> }) => boolean;
}

/** The part of a span of the SDK, 1 to 3, that is read. */
export interface SdkSpan {
  readonly name: string;
  readonly attributes: Attributes;
  spanContext(): { traceId: string; spanId: string };
  readonly parentSpanContext?: { spanId: string } | undefined;
  /** In SDK 1, instead of `parentSpanContext`. */
  readonly parentSpanId?: string | undefined;
  readonly instrumentationScope?: { name: string };
  /** In SDK 1, instead of `instrumentationScope`. */
  readonly instrumentationLibrary?: { name: string };
}

/** A span that has not ended. */
export interface EndingSdkSpan extends SdkSpan {
  setAttribute(name: string, value: AttributeValue): unknown;
}

/**
 * A span processor that adds the cost to spans that other instrumentations make of calls to Azure OpenAI, with the
 * attributes and the numbers of this package's own spans. It leaves all other spans as they are, and exports nothing.
 *
 * SDK 1 and the first versions of 2 have no hook for a span that is about to end, so there the processor must be before the
 * one that exports.
 *
 * @example
 * new NodeSDK({ spanProcessors: [new AzureOpenAICostProcessor(), new BatchSpanProcessor({ exporter })] });
 */
export class AzureOpenAICostProcessor {
  readonly #pricer: SpanPricer;
  /** True once the SDK has called `onEnding`, so that `onEnd` has nothing to do. */
  #hasEnding = false;

  constructor(config: AzureOpenAICostProcessorConfig = {}) {
    const given = Object.fromEntries(Object.entries(config ?? {}).filter(([, value]) => value !== undefined));
    const merged: AzureOpenAICostProcessorConfig = { ...readPriceEnvironment(), ...given };
    this.#pricer = new SpanPricer({ ...resolvePriceSettings(merged), isAzure: merged.isAzure });
  }

  onStart(span: SdkSpan): void {
    safely('counting a call', () => this.#pricer.countOwn(describeSpan(span)));
  }

  /** Called by newer SDKs, while attributes can still be set. */
  onEnding(span: EndingSdkSpan): void {
    this.#hasEnding = true;
    this.#price(span, (name, value) => span.setAttribute(name, value));
  }

  /** For older SDKs: exporters read the attributes of an ended span later, from the same object. */
  onEnd(span: SdkSpan): void {
    if (!this.#hasEnding) this.#price(span, (name, value) => (span.attributes[name] = value));
  }

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}

  #price(span: SdkSpan, set: (name: string, value: AttributeValue) => unknown): void {
    safely('pricing a span', () => {
      const priced = this.#pricer.price(describeSpan(span));
      for (const [name, value] of Object.entries(priced?.cost ?? {})) set(name, value!);
    });
  }
}

function describeSpan(span: SdkSpan): EndedSpan {
  const { traceId, spanId } = span.spanContext();
  return {
    traceId,
    spanId,
    parentSpanId: span.parentSpanContext?.spanId ?? span.parentSpanId,
    scope: (span.instrumentationScope ?? span.instrumentationLibrary)?.name,
    name: span.name,
    attributes: span.attributes,
  };
}

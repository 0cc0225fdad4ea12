import type { AttributeValue, Attributes } from '@opentelemetry/api';
import { type Bill, calculateBill, setCostAttributes } from '../instrumentation/billing/bill.ts';
import type { PriceSettings } from '../instrumentation/config/price-settings.ts';
import * as names from '../instrumentation/semconv/attributes.ts';
import { type Cost, readUsage } from '../pricing/index.ts';
import { remember } from '../process-wide.ts';
import { type ModelCall, type SpanAttributes, isModelCall, readModelCall } from './model-call.ts';

/** A span that has ended, or is about to end. */
export interface EndedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  /** The name of its instrumentation scope. */
  readonly scope: string | undefined;
  readonly name: string;
  readonly attributes: SpanAttributes;
  /** The time at which it ended. @default now */
  readonly at?: Date;
}

/** A call of Azure OpenAI that another instrumentation recorded. */
export interface PricedCall {
  readonly call: ModelCall;
  /** The attributes of its cost, of which the span has none. */
  readonly cost: Attributes;
}

export interface SpanPricerSettings extends PriceSettings {
  /** Returns true for the span of a call to Azure OpenAI that does not say so. @default false for all */
  readonly isAzure?: ((span: { name: string; attributes: SpanAttributes }) => boolean) | undefined;
}

/** The name of the scope of our own spans, whose cost is known or unknowable. */
const OWN_SCOPE = 'opentelemetry-instrumentation-azure-openai';

/** Prices the spans that other instrumentations make of calls to Azure OpenAI. */
export class SpanPricer {
  readonly #settings: SpanPricerSettings;
  /** Spans above a call that is counted: frameworks record a call too, and its tokens must not be counted twice. */
  readonly #counted = new Map<string, true>();
  /** Calls that this package records, below which another instrumentation may record them again. */
  readonly #own = new Map<string, true>();

  constructor(settings: SpanPricerSettings) {
    this.#settings = settings;
  }

  /** Counts a call of this package before the spans around it end. Call it for each span that starts, or has arrived. */
  countOwn({ traceId, spanId, parentSpanId, scope, attributes }: EndedSpan): void {
    if (scope !== OWN_SCOPE) return;
    if (isModelCall(attributes)) remember(this.#own, traceId + spanId, true);
    if (parentSpanId !== undefined) remember(this.#counted, traceId + parentSpanId, true);
  }

  /** Prices a span. Call it for each span, in the order in which they end. Returns undefined for one without a price. */
  price(span: EndedSpan): PricedCall | undefined {
    const { traceId, spanId, parentSpanId, scope, attributes } = span;
    const isBelowOwn = parentSpanId !== undefined && this.#own.has(traceId + parentSpanId);
    let isCounted = this.#counted.delete(traceId + spanId) || scope === OWN_SCOPE || isBelowOwn;
    let priced: PricedCall | undefined;
    const call = isCounted ? undefined : readModelCall(attributes);
    if (call && (call.isAzure || this.#settings.isAzure?.(span) === true)) {
      isCounted = true;
      if (!hasCost(attributes)) priced = { call, cost: this.#priceCall(call, span.at) };
    }
    if (isCounted && parentSpanId !== undefined) remember(this.#counted, traceId + parentSpanId, true);
    return priced;
  }

  #priceCall(call: ModelCall, at: Date | undefined): Attributes {
    const { operation, requestModel: deployment, responseModel: model, usage } = call;
    const serviceTier = call.responseTier ?? call.requestTier;
    const settings = this.#settings;
    const billed = { operation, settings, billing: { background: undefined }, at };
    const bill = calculateBill(billed, { model, usage, serviceTier }, { deployment }, {});
    const attributes: Attributes = {};
    const set = (name: string, value: AttributeValue | undefined): void => {
      if (value !== undefined) attributes[name] = value;
    };
    const checked = checkCounts(bill, call);
    set(names.COST, checked.cost.total);
    setCostAttributes({ set, setAll: (all) => Object.assign(attributes, all) }, checked);
    return attributes;
  }
}

/** True if anybody has set a cost, of which all attributes are then left as they are. */
function hasCost(attributes: SpanAttributes): boolean {
  return Object.keys(attributes).some(
    (name) => name === names.COST || name.startsWith('azure.openai.cost.') || name.startsWith('gen_ai.usage.cost.'),
  );
}

/** The tiers of a request that most probably mean standard processing. */
const STANDARD_TIERS: readonly unknown[] = [undefined, 'default', 'auto'];

/** Marks the cost as an estimate, or removes it, if the span lacks a count or a tier on which it depends. */
function checkCounts(bill: Bill, { usage, requestTier, responseTier }: ModelCall): Bill {
  const prices = bill.cost.row?.usdPerMillionTokens;
  const { input_tokens_details: input, output_tokens_details: output } = usage;
  // Audio costs many times as much as text.
  const lacksAudio =
    (prices?.audioInput !== undefined && input?.audio_tokens === undefined) ||
    (prices?.audioOutput !== undefined && output?.audio_tokens === undefined);
  if (lacksAudio) return { ...bill, cost: withoutTotal(bill.cost) };
  const lacksCached = prices?.cachedInput !== undefined && input?.cached_tokens === undefined;
  const assumesTier = responseTier === undefined && !STANDARD_TIERS.includes(requestTier);
  return { ...bill, isEstimate: bill.isEstimate || lacksCached || assumesTier };
}

function withoutTotal({ currency, row }: Cost): Cost {
  return { currency, ...(row && { row }), reason: 'unpriced_usage', unpriced: ['audioInput', 'audioOutput'] };
}

/** Returns the attributes of OpenTelemetry's conventions for a call that was recorded by others. */
export function describeCall({ operation, requestModel, responseModel, usage }: ModelCall): Attributes {
  const tokens = readUsage(usage);
  const values: Attributes = {
    [names.GEN_AI_OPERATION_NAME]: operation.name,
    [names.GEN_AI_REQUEST_MODEL]: requestModel,
    [names.GEN_AI_RESPONSE_MODEL]: responseModel,
    [names.GEN_AI_USAGE_INPUT_TOKENS]: tokens?.input,
    [names.GEN_AI_USAGE_OUTPUT_TOKENS]: tokens?.output,
    [names.GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS]: tokens?.cachedInput,
    [names.GEN_AI_USAGE_CACHE_CREATION_INPUT_TOKENS]: tokens?.cacheWriteInput,
    [names.GEN_AI_USAGE_REASONING_OUTPUT_TOKENS]: tokens?.reasoningOutput,
  };
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

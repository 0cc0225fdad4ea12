import type { Attributes, Context, Span } from '@opentelemetry/api';
import type { Cost } from '../../pricing/index.ts';
import { bigPicoFromUsd, usdFromBigPico } from '../../pricing/pico-usd.ts';
import { safely } from '../safely.ts';
import * as names from '../semconv/attributes.ts';
import { findRequestSpan } from './request-span.ts';

/** A call that has ended, with what it used. A failed call has no cost. */
export interface CostedCall {
  /** The context in which the application made the call. */
  readonly parentContext: Context;
  /** The call's own span. It may have ended. */
  readonly span: Span;
  /** Undefined if the usage is not known. */
  readonly tokens?: { readonly input: number; readonly output: number } | undefined;
  /** Undefined for a call that is not billed. */
  readonly cost?: Pick<Cost, 'total' | 'partial' | 'reason'> | undefined;
}

/** Returns the known cost of a call in USD, even if it is only a part. */
export function knownCost({ cost }: CostedCall): number | undefined {
  return cost?.total ?? cost?.partial;
}

/** The running sums of one request. */
interface Totals {
  calls: number;
  /** Undefined until the usage of a call is known. */
  tokens: { input: number; output: number } | undefined;
  /** Pico-USD; undefined until the cost of a call is known. */
  cost: bigint | undefined;
  partial: boolean;
}

/**
 * Sums the calls of a request, and sets the sums as attributes of the request's span. They are set after each call, since
 * no event reports the end of that span. A call that ends later is not in the sums.
 */
export class RequestTotals {
  readonly #totals = new WeakMap<Span, Totals>();

  /** Called once for each call, when it has ended. Never throws. */
  onCallEnd(call: CostedCall): void {
    safely('requestTotals', () => {
      const span = findRequestSpan(call.parentContext, call.span);
      if (!span) return;
      const totals = addCall(this.#totals.get(span), call);
      this.#totals.set(span, totals);
      span.setAttributes(buildTotalsAttributes(totals));
    });
  }
}

function addCall(before: Totals | undefined, call: CostedCall): Totals {
  const { tokens } = call;
  const cost = bigPicoFromUsd(knownCost(call));
  return {
    calls: (before?.calls ?? 0) + 1,
    tokens: tokens
      ? { input: (before?.tokens?.input ?? 0) + tokens.input, output: (before?.tokens?.output ?? 0) + tokens.output }
      : before?.tokens,
    cost: cost === undefined ? before?.cost : (before?.cost ?? 0n) + cost,
    partial: (before?.partial ?? false) || call.cost?.reason !== undefined,
  };
}

function buildTotalsAttributes({ calls, tokens, cost, partial }: Totals): Attributes {
  return {
    [names.REQUEST_CALLS]: calls,
    [names.REQUEST_COST_PARTIAL]: partial,
    ...(tokens && { [names.REQUEST_INPUT_TOKENS]: tokens.input, [names.REQUEST_OUTPUT_TOKENS]: tokens.output }),
    ...(cost !== undefined && { [names.REQUEST_COST]: usdFromBigPico(cost) }),
  };
}

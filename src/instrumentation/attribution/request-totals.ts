import type { Attributes, Span } from '@opentelemetry/api';
import { bigPicoFromUsd, usdFromBigPico } from '../../pricing/pico-usd.ts';
import type { EndedCall } from './ended-call.ts';
import { safely } from '../safely.ts';
import * as names from '../semconv/attribution.ts';
import { findRequestSpan } from './request-span.ts';

/** The running sums of one request. */
interface Totals {
  calls: number;
  /** Undefined until a call tells its tokens. */
  tokens: { input: number; output: number } | undefined;
  /** Pico-USD; undefined until a call is priced. */
  cost: bigint | undefined;
  partial: boolean;
}

/**
 * The cost of a request: sums over its calls, as attributes of the request's span. They are set anew at the end of
 * each call, because nobody tells us when that span ends; a call that ends after it is not in the sum.
 */
export class RequestTotals {
  /** For as long as somebody else has the span. */
  readonly #totals = new WeakMap<Span, Totals>();

  /** Called once for each call, at its end. Never throws. */
  onCallEnd(call: EndedCall): void {
    safely('the cost of a request', () => {
      const span = findRequestSpan(call);
      if (!span) return;
      const totals = addCall(this.#totals.get(span), call);
      this.#totals.set(span, totals);
      span.setAttributes(buildTotalsAttributes(totals));
    });
  }
}

function addCall(before: Totals | undefined, { tokens, costUsd, unpricedReason }: EndedCall): Totals {
  const cost = bigPicoFromUsd(costUsd);
  return {
    calls: (before?.calls ?? 0) + 1,
    tokens: tokens
      ? { input: (before?.tokens?.input ?? 0) + tokens.input, output: (before?.tokens?.output ?? 0) + tokens.output }
      : before?.tokens,
    cost: cost === undefined ? before?.cost : (before?.cost ?? 0n) + cost,
    partial: (before?.partial ?? false) || unpricedReason !== undefined,
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

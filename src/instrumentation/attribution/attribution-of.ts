import { type Context, propagation } from '@opentelemetry/api';
import { type Attribution, NO_ATTRIBUTION, readAttributes } from './attribution.ts';

/**
 * Whom or what a call that is made in `context` is for, as its span tells it: the baggage entries of `baggageKeys`,
 * then what `withAttributes` says, which is nearer to the call and goes before.
 */
export function readAttribution(context: Context, baggageKeys: readonly string[]): Attribution {
  const own = readAttributes(context);
  const baggage = baggageKeys.length > 0 ? propagation.getBaggage(context) : undefined;
  if (!baggage) return own;
  const entries = baggageKeys.flatMap((key) => {
    const entry = baggage.getEntry(key);
    return entry ? [[key, entry.value] as const] : [];
  });
  return { ...Object.fromEntries(entries), ...own };
}

/** The part of an attribution that may become dimensions of metrics: the configured keys, whose number is known. */
export function selectDimensions(attribution: Attribution, baggageKeys: readonly string[]): Attribution {
  if (attribution === NO_ATTRIBUTION) return attribution;
  return Object.fromEntries(
    baggageKeys.flatMap((key) => (Object.hasOwn(attribution, key) ? [[key, attribution[key]!] as const] : [])),
  );
}

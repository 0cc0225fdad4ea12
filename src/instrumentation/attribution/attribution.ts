import { type Context, context, createContextKey, propagation } from '@opentelemetry/api';
import { log } from '../../log.ts';
import { safely } from '../safely.ts';

/** Attributes by name. An `undefined` value counts as absent. */
export type CallAttributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** The caller's attributes of a call, such as its tenant or feature. */
export type Attribution = Readonly<Record<string, string | number | boolean>>;

const ATTRIBUTES = createContextKey('opentelemetry-instrumentation-azure-openai attributes');

export const NO_ATTRIBUTION: Attribution = Object.freeze({});

/**
 * Runs `fn` and sets `attributes` on the span of each Azure OpenAI call that is made within it, at any depth and across
 * `await`. Attributes that are listed in the option `baggageKeys` also become dimensions of the metrics. In nested uses,
 * the inner value of an attribute takes precedence. Unlike baggage, the attributes are not sent to other services.
 *
 * Values other than strings, finite numbers and booleans are reported through `diag` and left out.
 *
 * @returns the return value of `fn`
 *
 * @example
 * const answer = await withAttributes({ 'app.tenant': tenant.id }, () => openai.chat.completions.create(request));
 */
export function withAttributes<T>(attributes: CallAttributes, fn: () => T): T {
  const outer = context.active();
  const own = safely('withAttributes', () => selectValid(attributes));
  return context.with(outer.setValue(ATTRIBUTES, { ...readAttributes(outer), ...own }), fn);
}

/**
 * Returns the caller's attributes of a call that is made in `context`: the baggage entries of `baggageKeys`, and the
 * attributes of `withAttributes`, which take precedence.
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

/** Returns the attributes that may become dimensions of metrics: only the configured keys, so that their number is known. */
export function selectDimensions(attribution: Attribution, baggageKeys: readonly string[]): Attribution {
  if (attribution === NO_ATTRIBUTION) return attribution;
  return Object.fromEntries(
    baggageKeys.flatMap((key) => (Object.hasOwn(attribution, key) ? [[key, attribution[key]!] as const] : [])),
  );
}

function readAttributes(context: Context): Attribution {
  return (context.getValue(ATTRIBUTES) as Attribution | undefined) ?? NO_ATTRIBUTION;
}

function selectValid(attributes: CallAttributes): Attribution {
  const entries = Object.entries(attributes).filter(([name, value]) => value !== undefined && isValid(name, value));
  return Object.fromEntries(entries) as Attribution;
}

function isValid(name: string, value: unknown): boolean {
  if (name !== '' && (typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value))) return true;
  const what = name === '' ? 'an attribute without a name' : name;
  log.warn(`withAttributes accepts strings, finite numbers and booleans; ${what} is left out`);
  return false;
}

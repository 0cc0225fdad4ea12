import { type Context, context, createContextKey, diag } from '@opentelemetry/api';
import { safely } from '../safely.ts';

/** Attribute name → value; `undefined` is as if it were not there. */
export type CallAttributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** Whom or what a call is for: attribute name → value. */
export type Attribution = Readonly<Record<string, string | number | boolean>>;

const ATTRIBUTES = createContextKey('opentelemetry-instrumentation-azure-openai attributes');

export const NO_ATTRIBUTION: Attribution = Object.freeze({});

/**
 * Runs `fn`, and puts `attributes` on the span of each call to Azure OpenAI that is made inside it, however deep and
 * asynchronous; those named in `baggageKeys` become dimensions of its metrics too. Nested, the inner value of a name
 * wins. Unlike baggage, they are not sent to other services.
 *
 * @returns what `fn` returns
 *
 * @example
 * const answer = await withAttributes({ 'app.tenant': tenant.id }, () => openai.chat.completions.create(request));
 */
export function withAttributes<T>(attributes: CallAttributes, fn: () => T): T {
  const outer = context.active();
  const own = safely('withAttributes', () => recordable(attributes));
  return context.with(outer.setValue(ATTRIBUTES, { ...readAttributes(outer), ...own }), fn);
}

/** What `withAttributes` put into a context. */
export function readAttributes(context: Context): Attribution {
  return (context.getValue(ATTRIBUTES) as Attribution | undefined) ?? NO_ATTRIBUTION;
}

function recordable(attributes: CallAttributes): Attribution {
  const entries = Object.entries(attributes).filter(([name, value]) => value !== undefined && isValid(name, value));
  return Object.fromEntries(entries) as Attribution;
}

function isValid(name: string, value: unknown): boolean {
  if (name !== '' && (typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value))) return true;
  diag.warn(
    `azure-openai: withAttributes takes strings, numbers and booleans; ${name || 'what has no name'} is left out`,
  );
  return false;
}

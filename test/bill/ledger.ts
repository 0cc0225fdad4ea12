import type { ChargeSum, UsageSum } from '../../src/bill/reconcile.ts';
import { decimalText, ONE } from '../../src/pricing/decimal.ts';

/** Pico-USD for a token of gpt-5 at list price, by part, and the meter of the global deployment. */
export const GPT_5 = {
  input: { pico: 1_250_000n, meter: 'GPT 5 Inpt Glbl 1M Tokens' },
  cachedInput: { pico: 125_000n, meter: 'GPT 5 cchd Inpt Glbl 1M Tokens' },
  output: { pico: 10_000_000n, meter: 'GPT 5 outpt Glbl 1M Tokens' },
} as const;

/** A part of a call. */
export type Part = keyof typeof GPT_5;

/** Usage with the list price, as a span of gpt-5 has it. */
export function usage(change: Partial<UsageSum> & { readonly quantity: bigint }): UsageSum {
  const { part = 'input', quantity } = change;
  const isPriced = (change.reason ?? '') === '' && (change.source ?? 'traced') === 'traced';
  return {
    day: '2026-11-10',
    source: 'traced',
    resource: 'contoso',
    deployment: 'gpt-5',
    model: 'gpt-5-2025-08-07',
    scope: 'global',
    tier: 'standard',
    part,
    isLong: false,
    reason: '',
    cost: isPriced ? quantity * GPT_5[part as Part].pico : 0n,
    ...change,
  };
}

/** A charge, of tokens of gpt-5 at list price. */
export function charge(change: Partial<ChargeSum> & { readonly tokens?: bigint; readonly part?: Part }): ChargeSum {
  const { tokens = 0n, part = 'input', ...others } = change;
  const { pico, meter } = GPT_5[part];
  return {
    day: '2026-11-10',
    type: 'actual',
    resource: 'contoso',
    location: 'eastus2',
    deployment: '',
    meter,
    unit: '1M',
    charge_type: 'Usage',
    pricing_model: 'OnDemand',
    currency: 'USD',
    cost: decimalText(tokens * pico, 12),
    quantity: decimalText((tokens * ONE) / 1_000_000n),
    ...others,
  };
}

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { type PriceOptions, type Usage, calculateCost } from '../../src/pricing/index.ts';

interface Case {
  readonly name: string;
  readonly model: string;
  readonly usage: Usage;
  readonly options?: Omit<PriceOptions, 'at'> & { readonly at?: string };
  readonly cost: object;
}

const CASES = JSON.parse(
  readFileSync(new URL('../fixtures/pricing/usages.json', import.meta.url), 'utf8'),
) as readonly Case[];

it.each(CASES)(
  'each token is priced once in: $name',
  ({ model, usage, options: { at = '2026-11-24', ...options } = {}, cost }) => {
    const { row, ...priced } = calculateCost(usage, model, { ...options, at: new Date(at) });
    expect(priced).toEqual({ currency: 'USD', ...cost });
    expect(row).toBeDefined();
  },
);

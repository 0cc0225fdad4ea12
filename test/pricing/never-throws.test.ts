import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Usage, calculateCost, readUsage } from '../../src/pricing/index.ts';

const NAMES = [
  'prompt_tokens',
  'completion_tokens',
  'input_tokens',
  'output_tokens',
  'total_tokens',
  'prompt_tokens_details',
  'input_token_details',
  'completion_tokens_details',
  'cached_tokens',
  'cached_tokens_details',
  'audio_tokens',
  'images',
  'seconds',
  'characters',
] as const;

const GARBAGE = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 3 }, fc.anything(), fc.integer(), tie('usage')),
  usage: fc.dictionary(fc.constantFrom(...NAMES), tie('value')),
})).usage;

it('garbage is never priced by accident, and never throws', () => {
  fc.assert(
    fc.property(fc.oneof(GARBAGE, fc.anything()), (usage) => {
      const cost = calculateCost(usage as Usage, 'gpt-realtime');
      expect(cost.total === undefined).toBe(cost.reason !== undefined);
      if (cost.total !== undefined) expect(cost.total).toBeGreaterThanOrEqual(0);
    }),
  );
});

it('readUsage keeps only the non-negative integers of any value', () => {
  fc.assert(
    fc.property(fc.oneof(GARBAGE, fc.anything()), (usage) => {
      for (const count of Object.values(readUsage(usage) ?? {})) {
        expect(Number.isSafeInteger(count) && count >= 0).toBe(true);
      }
    }),
  );
});

it('a usage whose getters throw has no counts and no cost', () => {
  const usage = new Proxy(
    {},
    {
      get: () => {
        throw new Error('trap');
      },
    },
  );
  expect(readUsage(usage)).toBeUndefined();
  expect(calculateCost(usage as Usage, 'gpt-4o')).toEqual({ currency: 'USD', reason: 'invalid_usage' });
});

it('a getter may price another call during this one', () => {
  const usage = {
    get prompt_tokens() {
      calculateCost({ prompt_tokens: 7, completion_tokens: 7, prompt_tokens_details: { cached_tokens: 7 } }, 'gpt-4o');
      return 1000;
    },
    get completion_tokens() {
      calculateCost({ prompt_tokens: 9, completion_tokens: 9 }, 'gpt-4o');
      return 500;
    },
  };
  expect(calculateCost(usage, 'gpt-4o-2024-11-20').total).toBe(0.0075);
});

it('a call leaves nothing behind for the next', () => {
  calculateCost(
    { prompt_tokens: 1000, completion_tokens: 10, prompt_tokens_details: { cached_tokens: 500, audio_tokens: 100 } },
    'gpt-audio',
  );
  expect(calculateCost({ prompt_tokens: 1000, completion_tokens: 500 }, 'gpt-4o-2024-11-20')).toMatchObject({
    total: 0.0075,
    input: 0.0025,
    output: 0.005,
  });
  expect(calculateCost({ prompt_tokens: 1000, completion_tokens: 500 }, 'gpt-4o-2024-11-20')).not.toHaveProperty(
    'cachedInput',
  );
});

import { expect, test } from 'vitest';
import { usageOf } from '../../src/bill/usage.ts';
import { calculateCost } from '../../src/pricing/index.ts';

const AT = new Date('2026-03-10T00:00:00Z');
const USAGE = { prompt_tokens: 1000, completion_tokens: 100, prompt_tokens_details: { cached_tokens: 400 } };
const TOKENS = {
  'gen_ai.response.model': 'gpt-5-2025-08-07',
  'gen_ai.usage.input_tokens': 1000,
  'gen_ai.usage.cache_read.input_tokens': 400,
  'gen_ai.usage.output_tokens': 100,
};

test('the amounts of a span decide on the type of its deployment', () => {
  for (const [deploymentType, scope] of [
    ['GlobalStandard', 'global'],
    ['DataZoneStandard', 'dataZone'],
  ] as const) {
    const cost = calculateCost(USAGE, 'gpt-5-2025-08-07', { deploymentType, region: 'eastus2', at: AT });
    const costs = {
      'gen_ai.usage.cost.input': cost.input!,
      'gen_ai.usage.cost.cached_input': cost.cachedInput!,
      'gen_ai.usage.cost.output': cost.output!,
    };
    const parts = usageOf({ ...TOKENS, ...costs, 'azure.openai.region': 'eastus2' }, AT);
    expect(parts.map((one) => [one.part, one.quantity, one.scope])).toEqual([
      ['input', 600, scope],
      ['cachedInput', 400, scope],
      ['output', 100, scope],
    ]);
  }
});

test('a cost without its parts is divided by the price table', () => {
  const { total } = calculateCost(USAGE, 'gpt-5-2025-08-07', { at: AT });
  const parts = usageOf({ ...TOKENS, cost: total! }, AT);
  expect(parts.map(({ part, cost }) => [part, cost])).toEqual([
    ['input', 750_000_000n],
    ['cachedInput', 50_000_000n],
    ['output', 1_000_000_000n],
  ]);
});

test('a cost that the price table does not explain is kept as a whole', () => {
  expect(usageOf({ ...TOKENS, cost: 0.5 }, AT)).toMatchObject([{ part: 'total', cost: 500_000_000_000n, scope: '' }]);
});

test('tokens without a cost have the reason, and those of an unfinished response are not counted', () => {
  const absent = { 'azure.openai.cost.absent_reason': 'provisioned' };
  expect(usageOf({ ...TOKENS, ...absent }, AT)).toMatchObject([
    { part: 'input', quantity: 600, reason: 'provisioned', cost: 0n },
    { part: 'cachedInput', quantity: 400 },
    { part: 'output', quantity: 100 },
  ]);
  expect(usageOf({ ...TOKENS, 'azure.openai.cost.absent_reason': 'not_finished' }, AT)).toEqual([]);
  expect(usageOf({}, AT)).toEqual([]);
});

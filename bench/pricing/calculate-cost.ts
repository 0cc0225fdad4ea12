// Usage: node bench/pricing/calculate-cost.ts
//
// How long a call of calculateCost takes once its model has been looked up, and what it allocates.
// The aim is 0.5 µs. @pydantic/genai-prices is measured for comparison.
import { calcPrice } from '@pydantic/genai-prices';
import { type Price, type PriceOptions, type Usage, calculateCost } from '../../src/pricing/index.ts';

const ROUNDS = 15;
const CALLS = 200_000;

const USAGE: Usage = {
  prompt_tokens: 2_000,
  completion_tokens: 100,
  total_tokens: 2_100,
  prompt_tokens_details: { cached_tokens: 1_024, audio_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: 64, audio_tokens: 0 },
};
const OWN: Price[] = [{ model: 'house-model', usdPerMillionTokens: { input: 1, output: 2 } }];

const CASES: readonly [name: string, model: string, options: PriceOptions][] = [
  ['one row', 'gpt-4o-mini-2024-07-18', { serviceTier: 'default' }],
  ['rows by region', 'gpt-4.1-2025-04-14', { deploymentType: 'Standard', region: 'northeurope' }],
  ['rows by date', 'gpt-5.6-sol', {}],
  ['own rows, then built-in ones', 'gpt-4o-mini-2024-07-18', { prices: OWN }],
  ['a model without a row', 'my-deployment', {}],
];

for (const [name, model, options] of CASES) {
  const call = () => calculateCost(USAGE, model, options);
  console.log(`${name.padEnd(30)} ${microseconds(call).toFixed(3)} µs, ${bytes(call).toFixed(0)} bytes`);
}
const theirUsage = { input_tokens: 2_000, cache_read_tokens: 1_024, output_tokens: 100 };
const theirs = () => calcPrice(theirUsage, 'gpt-4o-mini-2024-07-18', { providerId: 'azure' });
console.log(`${'genai-prices, one row'.padEnd(30)} ${microseconds(theirs, CALLS / 50).toFixed(3)} µs`);

/** CPU time of a call: of several rounds the fastest, which other work on the machine disturbed least. */
function microseconds(call: () => unknown, calls: number = CALLS): number {
  let best = Infinity;
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = process.cpuUsage().user;
    for (let index = 0; index < calls; index += 1) call();
    best = Math.min(best, (process.cpuUsage().user - before) / calls);
  }
  return best;
}

/** Growth of the heap by a call: of several rounds the least, since a collection only ever shrinks it. */
function bytes(call: () => unknown): number {
  const calls = 2_000;
  const growths = Array.from({ length: ROUNDS }, () => {
    const before = process.memoryUsage().heapUsed;
    for (let index = 0; index < calls; index += 1) call();
    return (process.memoryUsage().heapUsed - before) / calls;
  });
  return Math.min(...growths.filter((growth) => growth >= 0));
}

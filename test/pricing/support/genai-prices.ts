import { calcPrice } from '@pydantic/genai-prices';
import { type Price, type TokenClass, type Usage, calculateCost } from '../../../src/pricing/index.ts';
import { namesOf } from '../../../src/pricing/price-index.ts';
import { BUILT_IN_PRICES } from '../../../src/pricing/prices/index.ts';
import { type Difference, perMillion } from './differences.ts';

/** The day of the release of genai-prices. */
const DAY = new Date('2026-09-23T12:00:00Z');
const COUNT = 200_000;
const LONG = 300_000;

/** The same usage for both: first as an API says it, then in genai-prices' words. */
type Pair = readonly [Usage, Parameters<typeof calcPrice>[0]];

const PAIRS: Partial<Record<TokenClass | 'long', Pair>> = {
  input: [prompt(COUNT), { input_tokens: COUNT }],
  cachedInput: [prompt(COUNT, { cached_tokens: COUNT }), { input_tokens: COUNT, cache_read_tokens: COUNT }],
  cacheWrite: [prompt(COUNT, { cache_write_tokens: COUNT }), { input_tokens: COUNT, cache_write_tokens: COUNT }],
  output: [
    { prompt_tokens: 0, completion_tokens: COUNT },
    { input_tokens: 0, output_tokens: COUNT },
  ],
  imageOutput: [
    { prompt_tokens: 0, completion_tokens: COUNT },
    { input_tokens: 0, output_tokens: COUNT },
  ],
  audioInput: [prompt(COUNT, { audio_tokens: COUNT }), { input_tokens: COUNT, input_audio_tokens: COUNT }],
  audioOutput: [
    { prompt_tokens: 0, completion_tokens: COUNT, completion_tokens_details: { audio_tokens: COUNT } },
    { input_tokens: 0, output_tokens: COUNT, output_audio_tokens: COUNT },
  ],
  long: [prompt(LONG), { input_tokens: LONG }],
};

/** Every price of a global standard row that genai-prices has, too, and has otherwise. */
export function genaiPricesDifferences(): Difference[] {
  const rows = BUILT_IN_PRICES.filter((row) => !row.scope && !row.tier && !row.fineTuned && row.usdPerMillionTokens);
  const names = new Map(rows.flatMap((row) => [...namesOf(row)].map((name) => [name, row] as const)));
  return [...names].flatMap(([name, row]) => listPairs(row).flatMap(([what, pair]) => difference(name, what, pair)));
}

function listPairs({ usdPerMillionTokens = {}, longContext }: Price): [string, Pair][] {
  const classes = new Set<string>(['input', ...Object.keys(usdPerMillionTokens)]);
  if (longContext) classes.add('long');
  if (usdPerMillionTokens.imageOutput !== undefined) classes.delete('output');
  return Object.entries(PAIRS).filter(([what]) => classes.has(what));
}

function difference(name: string, what: string, [usage, theirUsage]: Pair): Difference[] {
  const price = calcPrice(theirUsage, name, { providerId: 'azure', timestamp: DAY });
  if (!price) return [];
  const count = what === 'long' ? LONG : COUNT;
  const { total } = calculateCost(usage, name, { at: DAY });
  const theirs = perMillion(price.total_price, count);
  const ours = total === undefined ? '-' : perMillion(total, count);
  return theirs === ours ? [] : [{ name, what, theirs, ours }];
}

function prompt(count: number, details: Usage['prompt_tokens_details'] = {}): Usage {
  return { prompt_tokens: count, completion_tokens: 0, prompt_tokens_details: { text_tokens: 0, ...details } };
}

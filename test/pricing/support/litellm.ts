import { readFileSync } from 'node:fs';
import { type Cost, type PriceOptions, type Usage, calculateCost } from '../../../src/pricing/index.ts';
import { type Difference, perMillion } from './differences.ts';

type Table = Record<string, Record<string, string | number>>;

/** The subject of a price field of LiteLLM: a part of a cost, and a usage of so many units of it. */
type Meaning = readonly [part: keyof Cost, usage: (count: number) => Usage];

/** The day of the copy in the fixtures. */
const DAY = new Date('2026-08-06T12:00:00Z');
const TABLE = JSON.parse(
  readFileSync(new URL('../../fixtures/pricing/litellm-azure.json', import.meta.url), 'utf8'),
) as Table;

/** LiteLLM says where a deployment is by a prefix of the model's name. */
const PLACES: Record<string, PriceOptions> = {
  us: { deploymentType: 'DataZoneStandard', region: 'eastus' },
  eu: { deploymentType: 'DataZoneStandard', region: 'swedencentral' },
};

const prompt = (count: number, details: Usage['prompt_tokens_details'] = {}): Usage => ({
  prompt_tokens: count,
  completion_tokens: 0,
  prompt_tokens_details: { text_tokens: 0, ...details },
});

const MEANINGS: Record<string, Meaning> = {
  input_cost_per_token: ['input', (count) => prompt(count)],
  output_cost_per_token: [
    'output',
    (count) => ({ ...prompt(0), completion_tokens: count, completion_tokens_details: { text_tokens: count } }),
  ],
  cache_read_input_token_cost: ['cachedInput', (count) => prompt(count, { cached_tokens: count })],
  cache_creation_input_token_cost: ['cacheWrite', (count) => prompt(count, { cache_write_tokens: count })],
  input_cost_per_audio_token: ['audioInput', (count) => prompt(count, { audio_tokens: count })],
  output_cost_per_audio_token: [
    'audioOutput',
    (count) => ({ ...prompt(0), completion_tokens: count, completion_tokens_details: { audio_tokens: count } }),
  ],
  cache_read_input_audio_token_cost: [
    'cachedAudioInput',
    (count) =>
      prompt(count, { audio_tokens: count, cached_tokens: count, cached_tokens_details: { audio_tokens: count } }),
  ],
  input_cost_per_image_token: ['imageInput', (count) => prompt(count, { image_tokens: count })],
  input_cost_per_image: ['imageInput', (count) => prompt(count, { image_tokens: count })],
  output_cost_per_image_token: ['imageOutput', (count) => ({ input_tokens: 0, output_tokens: count })],
  input_cost_per_character: ['characters', (count) => ({ characters: count })],
  input_cost_per_second: ['duration', (count) => ({ seconds: count })],
};

/** Every price of LiteLLM's table at which calculateCost does not arrive. */
export function litellmDifferences(): Difference[] {
  return Object.entries(TABLE).flatMap(([key, fields]) =>
    Object.entries(fields).flatMap(([field, usd]) => {
      // With 0 LiteLLM says that it has no price.
      if (typeof usd !== 'number' || usd === 0) return [];
      const prices = field.includes('pixel') ? pricesOfAnImage(key, usd) : pricesPerMillion(key, field, usd);
      return prices.ours === prices.theirs ? [] : [{ name: key.replace('azure/', ''), what: field, ...prices }];
    }),
  );
}

function pricesPerMillion(key: string, field: string, usd: number): Pick<Difference, 'theirs' | 'ours'> {
  const [, place = '', model = ''] = /^azure\/(?:(us|eu|global|global-standard)\/)?(.+)$/.exec(key) ?? [];
  const isLong = field.includes('_above_272k_tokens');
  const meaning = MEANINGS[field.replace('_above_272k_tokens', '').replace(/_(priority|batches)$/, '')];
  const theirs = perMillion(usd, 1);
  if (!meaning) return { theirs, ours: '-' };
  const [part, usage] = meaning;
  const count = isLong ? 300_000 : 3_600;
  const used = usage(count);
  // Output is long, too, by its prompt.
  const asked = isLong && part === 'output' ? { ...used, prompt_tokens: count } : used;
  const cost = calculateCost(asked, model, { at: DAY, ...PLACES[place], ...findTier(field) });
  const ours = cost[part];
  return { theirs, ours: typeof ours === 'number' ? perMillion(ours, count) : '-' };
}

function findTier(field: string): PriceOptions {
  if (field.endsWith('_priority')) return { serviceTier: 'priority' };
  return field.endsWith('_batches') ? { serviceTier: 'batch' } : {};
}

/** LiteLLM multiplies a price per pixel by the pixels of an image. */
function pricesOfAnImage(key: string, usdPerPixel: number): Pick<Difference, 'theirs' | 'ours'> {
  const [, quality = '', width, height, model = ''] = /^azure\/(\w+)\/(\d+)-x-(\d+)\/(.+)$/.exec(key) ?? [];
  const cost = calculateCost({ images: { count: 1, size: `${width}x${height}`, quality } }, model, { at: DAY });
  const theirs = String(Number((usdPerPixel * Number(width) * Number(height)).toFixed(6)));
  return { theirs, ours: cost.total === undefined ? '-' : String(cost.total) };
}

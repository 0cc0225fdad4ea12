import { describe, expect, it } from 'vitest';
import { type PriceOptions, type Usage, calculateCost } from '../../src/pricing/index.ts';

const USAGE: Usage = { prompt_tokens: 1000, completion_tokens: 500, total_tokens: 1500 };
const AT = new Date('2026-11-24');

describe('an unknown cost', () => {
  it.each<[why: string, reason: string, usage: unknown, model: string | undefined, options?: PriceOptions]>([
    ['there is no usage', 'no_usage', undefined, 'gpt-4o'],
    ['a stream ended without usage', 'no_usage', null, 'gpt-4o'],
    ['the usage is empty', 'no_usage', {}, 'gpt-4o'],
    ['the usage is a text', 'invalid_usage', 'many tokens', 'gpt-4o'],
    ['a count is negative', 'invalid_usage', { ...USAGE, prompt_tokens: -1 }, 'gpt-4o'],
    ['a count is NaN', 'invalid_usage', { ...USAGE, completion_tokens: NaN }, 'gpt-4o'],
    ['a count is a fraction', 'invalid_usage', { ...USAGE, prompt_tokens: 1.5 }, 'gpt-4o'],
    ['a count is a text', 'invalid_usage', { ...USAGE, prompt_tokens: '1000' }, 'gpt-4o'],
    ['a count is null', 'invalid_usage', { ...USAGE, completion_tokens: null }, 'gpt-4o'],
    ['there is output without input', 'invalid_usage', { completion_tokens: 500 }, 'gpt-4o'],
    [
      'more is cached than was sent',
      'invalid_usage',
      { ...USAGE, prompt_tokens_details: { cached_tokens: 1001 } },
      'gpt-4o',
    ],
    [
      'cached and written are more than was sent',
      'invalid_usage',
      { ...USAGE, prompt_tokens_details: { cached_tokens: 600, cache_write_tokens: 600 } },
      'gpt-6-sol',
    ],
    [
      'more was reasoned than was answered',
      'invalid_usage',
      { ...USAGE, completion_tokens_details: { reasoning_tokens: 501 } },
      'o3',
    ],
    [
      'text and audio are more than was sent',
      'invalid_usage',
      { ...USAGE, prompt_tokens_details: { text_tokens: 600, audio_tokens: 600 } },
      'gpt-audio',
    ],
    [
      'the kinds of cached tokens are more than were cached',
      'invalid_usage',
      { ...USAGE, prompt_tokens_details: { cached_tokens: 10, cached_tokens_details: { text_tokens: 11 } } },
      'gpt-realtime',
    ],
    ['two names of one count disagree', 'invalid_usage', { ...USAGE, input_tokens: 999 }, 'gpt-4o'],
    ['the model is a deployment', 'unknown_model', USAGE, 'my-chat'],
    ['there is no model', 'unknown_model', USAGE, undefined],
    ['the deployment is provisioned', 'provisioned', USAGE, 'gpt-4o', { deploymentType: 'ProvisionedManaged' }],
    [
      'the deployment is provisioned, whatever it runs',
      'provisioned',
      undefined,
      'my-chat',
      { deploymentType: 'GlobalProvisionedManaged' },
    ],
    ['the tier is prepaid', 'provisioned', USAGE, 'gpt-4o', { serviceTier: 'scale' }],
    [
      'the deployment type does not exist',
      'unknown_deployment_type',
      USAGE,
      'gpt-4o',
      { deploymentType: 'Global' as 'Standard' },
    ],
    [
      'the deployment type is a method of every object',
      'unknown_deployment_type',
      USAGE,
      'gpt-4o',
      { deploymentType: 'toString' as 'Standard' },
    ],
    ['the tier does not exist', 'unknown_service_tier', USAGE, 'gpt-4o', { serviceTier: 'turbo' }],
    [
      'the model has no fine-tunes with a price',
      'no_fine_tuned_price',
      USAGE,
      'gpt-4-0613.ft-0e208cf33a6a466994aff31a08aba678',
    ],
    [
      'the model is not sold like that',
      'no_price_for_deployment_type',
      USAGE,
      'gpt-5-mini',
      { deploymentType: 'Standard', region: 'eastus' },
    ],
    ['the model has no such tier', 'no_price_for_service_tier', USAGE, 'gpt-6-luna', { serviceTier: 'priority' }],
    [
      'the model is not in the region',
      'no_price_for_region',
      USAGE,
      'gpt-4.1',
      { deploymentType: 'Standard', region: 'brazilsouth' },
    ],
    ['the region decides and is not said', 'region_needed', USAGE, 'gpt-4.1', { deploymentType: 'Standard' }],
    [
      'the data zone decides and is not said',
      'region_needed',
      USAGE,
      'gpt-6-sol',
      { deploymentType: 'DataZoneStandard' },
    ],
    ['the model had no price yet', 'no_price_at_date', USAGE, 'gpt-6-sol', { at: new Date('2026-08-31') }],
    ['the date is not one', 'no_price_at_date', USAGE, 'gpt-6-sol', { at: new Date('soon') }],
  ])('an unknown cost has a reason and no total: %s', (_why, reason, usage, model, options) => {
    expect(calculateCost(usage as Usage, model, { at: AT, ...options })).toEqual({ currency: 'USD', reason });
  });
});

describe('usage that a row cannot price', () => {
  it.each<[why: string, unpriced: string[], usage: Usage, model: string, options?: PriceOptions]>([
    [
      'audio on a model for text',
      ['audioInput', 'audioOutput'],
      { ...USAGE, prompt_tokens_details: { audio_tokens: 10 }, completion_tokens_details: { audio_tokens: 10 } },
      'gpt-4o',
    ],
    ['output of an embedding model', ['output'], USAGE, 'text-embedding-3-small'],
    [
      'a long prompt with priority, which has no such price',
      ['input', 'output'],
      { ...USAGE, prompt_tokens: 300_000 },
      'gpt-5.5',
      { serviceTier: 'priority' },
    ],
    [
      'cached audio that may be text',
      ['cachedAudioInput'],
      { ...USAGE, prompt_tokens_details: { audio_tokens: 500, cached_tokens: 300 } },
      'gpt-realtime',
    ],
    [
      'cached audio of a model that caches text alone',
      ['cachedAudioInput'],
      { ...USAGE, prompt_tokens_details: { audio_tokens: 900, cached_tokens: 300 } },
      'gpt-audio',
    ],
    [
      'cached images that may be text',
      ['cachedImageInput'],
      { ...USAGE, prompt_tokens_details: { image_tokens: 500, cached_tokens: 300 } },
      'gpt-image-1',
    ],
    [
      'transcription that does not separate audio from text',
      ['audioInput'],
      { input_tokens: 14, output_tokens: 45 },
      'gpt-4o-transcribe',
    ],
    ['seconds of a model billed by tokens', ['duration'], { type: 'duration', seconds: 5 }, 'gpt-4o'],
    ['characters of a model billed by tokens', ['characters'], { characters: 5 }, 'gpt-4o'],
    ['an image of a size that has no price', ['images'], { images: { count: 1, size: '8x8' } }, 'dall-e-3'],
  ])(
    'usage without a price is reported and not billed at another price: %s',
    (_why, unpriced, usage, model, options) => {
      const { row, ...cost } = calculateCost(usage, model, { at: AT, ...options });
      expect(cost).toEqual({ currency: 'USD', reason: 'unpriced_usage', unpriced });
      expect(row).toBeDefined();
    },
  );

  it('a class whose price the row marks as unknown is reported', () => {
    const prices = [{ model: 'm', usdPerMillionTokens: { input: 1, output: 2 }, unknown: ['cachedInput' as const] }];
    const cost = calculateCost({ ...USAGE, prompt_tokens_details: { cached_tokens: 10 } }, 'm', { prices });
    expect(cost.unpriced).toEqual(['cachedInput']);
    expect(calculateCost(USAGE, 'm', { prices }).total).toBe(0.002);
  });
});

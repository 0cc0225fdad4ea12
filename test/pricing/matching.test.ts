import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calculateCost, findPrice } from '../../src/pricing/index.ts';
import { namesOf } from '../../src/pricing/price-index.ts';
import { BUILT_IN_PRICES } from '../../src/pricing/prices/index.ts';

const NAMES = new Set(BUILT_IN_PRICES.flatMap((row) => [...namesOf(row)]));
const AT = new Date('2026-11-24');

describe('a model is found by its whole name', () => {
  it.each([
    'prod-gpt-4o',
    'gpt-4o-prod',
    'my-gpt-4o-mini-test',
    'gpt-4o-mini-2',
    'gpt-4o-mini-2024-07-1',
    'gpt-4o-2024-08-061',
    'gpt-4o-2025-01-01',
    'gpt-4',
    'gpt-4.1-',
    'gpt-4.1-micro',
    'gpt-4.10',
    'gpt-4.1-mini-2025-04-14-eu',
    'gpt4o',
    'gpt-4-o',
    'GPT-4o',
    ' gpt-4o',
    'gpt-4o ',
    'azure/gpt-4o',
    'openai/gpt-4o',
    'gpt-5-turbo',
    'gpt-5-mini-high',
    'gpt-5.4-mini-codex',
    'gpt-35',
    'gpt-35-turbo-0613-eastus',
    'gpt-3.5',
    'o3-mini-high',
    'my-o4-mini-test',
    'o1-prod',
    'model-router',
    'ada',
    'chat',
    '',
    'constructor',
    '__proto__',
  ])('"%s" is not taken for another model', (name) => {
    const price = findPrice(name, { at: AT });
    expect(price === undefined || namesOf(price).has(name)).toBe(true);
    expect(price !== undefined).toBe(NAMES.has(name));
  });

  it('a name with something before or after it, or cut off, is not found', () => {
    const part = fc.stringMatching(/^[a-z0-9.-]{1,8}$/);
    fc.assert(
      fc.property(fc.constantFrom(...NAMES), part, fc.nat(20), (name, extra, cut) => {
        for (const other of [
          name + extra,
          `${name}-${extra}`,
          extra + name,
          name.slice(0, -1 - cut),
          name.slice(1 + cut),
        ]) {
          if (NAMES.has(other) || other.includes('.ft-')) continue;
          expect(calculateCost({ prompt_tokens: 1, completion_tokens: 1 }, other).reason).toBe('unknown_model');
        }
      }),
    );
  });
});

describe('the names of Azure and OpenAI', () => {
  it.each([
    ['gpt-35-turbo', 0.5],
    ['gpt-3.5-turbo', 0.5],
    ['gpt-35-turbo-0125', 0.5],
    ['gpt-3.5-turbo-1106', 1],
    ['gpt-35-turbo-0613', 1.5],
    ['gpt-3.5-turbo-16k-0613', 3],
    ['gpt-4', 30],
    ['gpt-4-0314', 30],
    ['gpt-4-32k-0613', 60],
    ['gpt-4-turbo-2024-04-09', 10],
    ['gpt-4-1106-preview', 10],
    ['gpt-4o', 2.5],
    ['gpt-4o-2024-05-13', 5],
    ['gpt-4o-2024-08-06', 2.5],
    ['gpt-4o-mini-2024-07-18', 0.15],
    ['gpt-5-chat-latest', 1.25],
    ['gpt-5.1-codex-mini-2025-11-13', 0.25],
    ['text-embedding-ada-002', 0.1],
  ])('%s costs %d USD per million input tokens', (name, input) => {
    expect(findPrice(name, { at: AT })?.usdPerMillionTokens?.input).toBe(input);
  });
});

describe('fine-tuned models', () => {
  it.each([
    ['gpt-4o-mini-2024-07-18.ft-0e208cf33a6a466994aff31a08aba678', 'gpt-4o-mini'],
    ['gpt-4.1-2025-04-14.ft-0e208cf3-support', 'gpt-4.1'],
    ['ft:gpt-4o-2024-08-06:our-org:support:abc123', 'gpt-4o'],
  ])('the fine-tuned model %s is priced by the fine-tuned row of its base', (name, model) => {
    expect(findPrice(name)).toMatchObject({ model, fineTuned: true });
  });

  it.each(['my-model.ft-123', 'ft:my-model:org::id', 'ft:', '.ft-1', 'gpt-4o-ft'])(
    'the fine-tuned model "%s" has no known base',
    (name) => {
      expect(calculateCost({ prompt_tokens: 1 }, name).reason).toBe('unknown_model');
    },
  );

  it('a base model is not priced as fine-tuned, nor the other way round', () => {
    expect(findPrice('gpt-4o-2024-08-06')?.fineTuned).toBeUndefined();
    expect(findPrice('gpt-4o-2024-11-20.ft-123')).toBeUndefined();
  });
});

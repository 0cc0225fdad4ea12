import { expect, test } from 'vitest';
import { type CostExplanation, explainCost } from '../../src/dashboard/explain-cost.ts';
import { COST_PARTS } from '../../src/instrumentation/semconv/attributes.ts';
import { calculateCost, type PriceOptions, type Usage } from '../../src/pricing/index.ts';
import type { Attributes } from '../../src/receiver/telemetry.ts';

const AT = new Date('2026-11-28T12:00:00Z');

/** The attributes that a span has of a usage and its cost. */
function priced(usage: Usage, model: string, options: PriceOptions = {}): Attributes {
  const cost = calculateCost(usage, model, { at: AT, ...options });
  const details = usage.prompt_tokens_details ?? {};
  const all = {
    'gen_ai.response.model': model,
    'gen_ai.usage.input_tokens': usage.prompt_tokens,
    'gen_ai.usage.output_tokens': usage.completion_tokens,
    'gen_ai.usage.cache_read.input_tokens': details.cached_tokens,
    'gen_ai.usage.audio.input_tokens': details.audio_tokens,
    'gen_ai.usage.audio.output_tokens': usage.completion_tokens_details?.audio_tokens,
    'openai.response.service_tier': options.serviceTier,
    'azure.openai.region': options.region,
    'azure.openai.cost.price_source': cost.row?.source,
    'azure.openai.cost.price_checked': cost.row?.checked,
    ...Object.fromEntries(COST_PARTS.map(([part, name]) => [name, cost[part]])),
    cost: cost.total,
    'azure.openai.cost.absent_reason': cost.reason,
    'azure.openai.cost.partial': cost.partial,
    'azure.openai.cost.missing': cost.unpriced,
  };
  return Object.fromEntries(
    Object.entries(all).filter(([, value]) => value !== undefined && value !== null),
  ) as Attributes;
}

function explain(attributes: Attributes): CostExplanation {
  return explainCost(attributes, AT)!;
}

const CACHED: Usage = { prompt_tokens: 2053, completion_tokens: 41, prompt_tokens_details: { cached_tokens: 1920 } };

test('every line is tokens times a price, and the lines add up to the cost', () => {
  const { lines, sum, total } = explain(priced(CACHED, 'gpt-4o-2024-11-20'));
  expect(lines).toEqual([
    { part: 'input', quantity: 133, unit: 'token', rate: '2.5', usd: '0.0003325' },
    { part: 'cachedInput', quantity: 1920, unit: 'token', rate: '1.25', usd: '0.0024' },
    { part: 'output', quantity: 41, unit: 'token', rate: '10', usd: '0.00041' },
  ]);
  expect([sum, total]).toEqual(['0.0031425', '0.0031425']);
});

test.each<[what: string, options: PriceOptions, row: object]>([
  ['a global deployment', {}, { scope: 'global', tier: 'standard' }],
  ['a deployment in a data zone', { deploymentType: 'DataZoneStandard', region: 'East US 2' }, { scope: 'dataZone' }],
  ['a call with priority', { serviceTier: 'priority' }, { tier: 'priority' }],
  ['a batch', { deploymentType: 'GlobalBatch' }, { tier: 'batch' }],
])('the row of %s is found by its amounts', (_, options, row) => {
  const found = explain(priced({ prompt_tokens: 100, completion_tokens: 10 }, 'gpt-4.1-2025-04-14', options));
  expect(found).toMatchObject({
    row: { model: 'gpt-4.1', ...row },
    source: expect.any(String),
    checked: expect.any(String),
  });
});

test('tokens of audio have lines of their own', () => {
  const usage: Usage = {
    prompt_tokens: 100,
    completion_tokens: 50,
    prompt_tokens_details: { audio_tokens: 60 },
    completion_tokens_details: { audio_tokens: 40 },
  };
  const { lines } = explain(priced(usage, 'gpt-4o-audio-preview-2024-12-17'));
  expect(lines.map(({ part, quantity, rate }) => [part, quantity, rate])).toEqual([
    ['input', 40, '2.5'],
    ['output', 10, '10'],
    ['audioInput', 60, '40'],
    ['audioOutput', 40, '80'],
  ]);
});

test("prices of the application have no row, and their lines show the application's rates", () => {
  const prices = [{ model: 'gpt-4o', usdPerMillionTokens: { input: 1.234567, output: 7 } }];
  const found = explain(priced({ prompt_tokens: 7, completion_tokens: 3 }, 'gpt-4o', { prices }));
  expect(found.row).toBeNull();
  expect(found.lines).toMatchObject([
    { quantity: 7, rate: '1.234567', usd: '0.000008641969' },
    { quantity: 3, rate: '7', usd: '0.000021' },
  ]);
  expect(found.sum).toBe(found.total);
});

test('a number of tokens that does not explain the amount is left out', () => {
  const attributes = { ...priced(CACHED, 'gpt-4o-2024-11-20'), 'gen_ai.usage.cache_read.input_tokens': 7 };
  expect(explain(attributes).lines[1]).toEqual({
    part: 'cachedInput',
    quantity: null,
    unit: 'token',
    rate: null,
    usd: '0.0024',
  });
});

test('a cost that is not known has its reason, and no total', () => {
  const { lines, total, row, absentReason } = explain(priced(CACHED, 'gpt-next-preview'));
  expect({ lines, total, row, absentReason }).toEqual({
    lines: [],
    total: null,
    row: null,
    absentReason: 'unknown_model',
  });
});

test('a cost that is known in part has the part and what is missing', () => {
  const attributes = priced(CACHED, 'gpt-4o-2024-11-20', { tools: { webSearches: null } });
  expect(explain(attributes)).toMatchObject({ total: null, partial: '0.0031425', missing: ['webSearch'] });
});

test('a call without a usage has no explanation', () => {
  expect(explainCost({ 'gen_ai.operation.name': 'chat' }, AT)).toBeUndefined();
});

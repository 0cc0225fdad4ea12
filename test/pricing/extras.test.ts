import { describe, expect, it } from 'vitest';
import { calculateCost, type Price, type PriceOptions } from '../../src/pricing/index.ts';

const AT = new Date('2026-11-28');
// 1,000 and 100 tokens of gpt-4.1: 0.002 + 0.0008.
const USAGE = { input_tokens: 1000, output_tokens: 100, total_tokens: 1100 };
const price = (options: PriceOptions, model = 'gpt-4.1-2025-04-14') =>
  calculateCost(USAGE, model, { at: AT, ...options });
const imageUsage = {
  input_tokens: 50,
  output_tokens: 4160,
  total_tokens: 4210,
  input_tokens_details: { text_tokens: 50, image_tokens: 0 },
  output_tokens_details: { text_tokens: 0, image_tokens: 4160 },
};

describe('the fee of a model router', () => {
  it.each(['model-router', 'model-router-2025-11-18'])(
    "the router's fee is added for the input that went through %s",
    (router) => {
      expect(price({ router })).toMatchObject({ total: 0.00294, modelRouter: 0.00014, input: 0.002, output: 0.0008 });
    },
  );

  it("the router's fee is a tenth more in a Data Zone", () => {
    // 0.0022 + 0.00088 + 1,000 * 0.154 / 10^6.
    expect(price({ router: 'model-router', deploymentType: 'DataZoneStandard' }).total).toBe(0.003234);
  });

  it("the router's fee is in a partial sum where the model that answered has no price", () => {
    expect(price({ router: 'model-router' }, 'DeepSeek-V3.2')).toMatchObject({
      reason: 'unknown_model',
      partial: 0.00014,
    });
  });

  it("an unknown router's fee leaves the cost without a total", () => {
    const cost = price({ router: 'model-router', deploymentType: 'Standard', region: 'eastus2' });
    expect(cost).toMatchObject({ reason: 'unpriced_usage', unpriced: ['modelRouter'], partial: 0.00308 });
    expect(cost).not.toHaveProperty('total');
  });

  it("the router's fee is not the price of a model: a call that names only the router has none", () => {
    expect(price({}, 'model-router')).toMatchObject({ reason: 'unpriced_usage', unpriced: ['output'] });
  });
});

describe('hosted tools', () => {
  it.each<[PriceOptions['tools'], string, number, number]>([
    [{ webSearches: 3 }, 'webSearch', 0.042, 0.0448],
    [{ fileSearches: 2 }, 'fileSearch', 0.005, 0.0078],
    [{ codeInterpreterSessions: 1 }, 'codeInterpreter', 0.03, 0.0328],
    [{ imageGeneration: [{ model: 'gpt-image-1', usage: imageUsage }] }, 'imageGeneration', 0.16665, 0.16945],
  ])('the tools %j are in the total as the part %s', (tools, part, cost, total) => {
    expect(price({ tools })).toMatchObject({ [part]: cost, total, input: 0.002 });
  });

  it('unused tools leave the cost as it is', () => {
    expect(price({ tools: { webSearches: 0, fileSearches: 0, imageGeneration: [] } })).toEqual(price({}));
  });

  it('tools that were used an unknown number of times leave a partial sum, with the missing part', () => {
    const cost = price({ tools: { webSearches: null, fileSearches: 2 } });
    expect(cost).toMatchObject({
      reason: 'unpriced_usage',
      unpriced: ['webSearch'],
      fileSearch: 0.005,
      partial: 0.0078,
    });
    expect(cost).not.toHaveProperty('total');
  });

  it.each([undefined, 'gpt-image-9'])('images of a tool with the model %s leave a partial sum', (model) => {
    const tools = { imageGeneration: [{ model, usage: imageUsage }] };
    expect(price({ tools })).toMatchObject({ unpriced: ['imageGeneration'], partial: 0.0028 });
  });

  it.each([-1, 0.5, NaN])('tools that are counted as %d are not priced', (webSearches) => {
    expect(price({ tools: { webSearches } })).toMatchObject({ unpriced: ['webSearch'], partial: 0.0028 });
  });

  it.each([5, [null]])('images of a tool that are listed as %j are not priced', (list) => {
    const imageGeneration = list as unknown as [];
    expect(price({ tools: { imageGeneration } })).toMatchObject({ unpriced: ['imageGeneration'], partial: 0.0028 });
  });

  it('tools are billed by the call on provisioned throughput, which has no price for the tokens', () => {
    const cost = price({ tools: { webSearches: 1 }, deploymentType: 'GlobalProvisionedManaged' });
    expect(cost).toMatchObject({ reason: 'provisioned', partial: 0.014 });
  });

  it('tools cost the same in every tier', () => {
    expect(price({ tools: { webSearches: 1 }, serviceTier: 'priority' }).webSearch).toBe(0.014);
  });

  it('tools cost the price of own rows', () => {
    const prices: Price[] = [{ model: 'web_search', usdPerThousandCalls: 10 }];
    expect(price({ tools: { webSearches: 1 }, prices }).webSearch).toBe(0.01);
  });

  it('tools have no price in a region, as none is known by region', () => {
    const cost = price({ tools: { fileSearches: 1 }, deploymentType: 'Standard', region: 'swedencentral' });
    expect(cost).toMatchObject({ unpriced: ['fileSearch'] });
  });
});

import { describe, expect, it } from 'vitest';
import { type Difference, asLine, listedDifferences } from './support/differences.ts';
import { genaiPricesDifferences } from './support/genai-prices.ts';
import { litellmDifferences } from './support/litellm.ts';

describe('the price table', () => {
  it('the price table agrees with the Azure part of LiteLLM, except for the listed differences', () => {
    expectListed(litellmDifferences(), 'LiteLLM');
  });

  it('the price table agrees with @pydantic/genai-prices, except for the listed differences', () => {
    expectListed(genaiPricesDifferences(), '@pydantic/genai-prices');
  });
});

function expectListed(differences: Difference[], oracle: string): void {
  expect(differences.map(asLine).toSorted()).toEqual(listedDifferences(oracle).map(asLine).toSorted());
}

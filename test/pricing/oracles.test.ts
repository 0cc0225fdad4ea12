import { describe, expect, it } from 'vitest';
import { type Difference, asLine, listedDifferences } from './support/differences.ts';
import { genaiPricesDifferences } from './support/genai-prices.ts';
import { litellmDifferences } from './support/litellm.ts';

describe('the price table agrees with others, but for the differences that differences.md explains', () => {
  it('with the Azure part of the table of LiteLLM', () => {
    expectListed(litellmDifferences(), 'LiteLLM');
  });

  it('with @pydantic/genai-prices', () => {
    expectListed(genaiPricesDifferences(), '@pydantic/genai-prices');
  });
});

function expectListed(differences: Difference[], oracle: string): void {
  expect(differences.map(asLine).toSorted()).toEqual(listedDifferences(oracle).map(asLine).toSorted());
}

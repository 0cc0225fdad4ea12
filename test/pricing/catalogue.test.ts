import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { calculateCost, findPrice } from '../../src/pricing/index.ts';

/** Versions of each model of Azure's catalogue. */
interface Catalogue {
  readonly priced: Readonly<Record<string, readonly string[]>>;
  readonly notPriced: Readonly<Record<string, readonly string[]>>;
}

const file = new URL('../fixtures/pricing/azure-catalogue.json', import.meta.url);
const { priced, notPriced } = JSON.parse(readFileSync(file, 'utf8')) as Catalogue;
/** Models of snapshots whose price is listed under another name, by snapshot or by model of the catalogue. */
const LISTED_AS: Readonly<Record<string, string>> = {
  'gpt-4-0125-Preview': 'gpt-4-turbo',
  'gpt-4-1106-Preview': 'gpt-4-turbo',
  'gpt-4-turbo-2024-04-09': 'gpt-4-turbo',
  'gpt-chat-latest': 'chat-latest',
  tts: 'tts-1',
  'tts-hd': 'tts-1-hd',
};
const AT = new Date('2026-11-28');

function snapshots(models: Catalogue['priced']): [name: string, model: string][] {
  return Object.entries(models).flatMap(([model, versions]) =>
    versions.map((version): [string, string] => [`${model}-${version}`, model]),
  );
}

describe("Azure's catalogue of models", () => {
  it.each(snapshots(priced))('the snapshot %s has a price, as one of the model %s', (name, model) => {
    expect(findPrice(name, { at: AT })?.model).toBe(LISTED_AS[name] ?? LISTED_AS[model] ?? model);
  });

  it.each(snapshots(notPriced))('the snapshot %s has no price', (name) => {
    expect(findPrice(name, { at: AT })).toBeUndefined();
  });

  // Input and output of 1,000 and 100 tokens. Azure's date is a day later than OpenAI's, or OpenAI has no date at all.
  it.each([
    ['gpt-5.5-2026-04-24', 0.008],
    ['gpt-5.5-2026-04-23', 0.008],
    ['gpt-5.3-codex-2026-02-24', 0.00315],
    ['gpt-5.3-chat-2026-03-03', 0.00315],
    ['gpt-5.2-codex-2026-01-14', 0.00315],
    ['gpt-5.2-chat-2026-02-10', 0.00315],
    ['gpt-chat-latest-2026-06-24', 0.008],
    ['gpt-chat-latest', 0.008],
    ['gpt-realtime-2-2026-05-07', 0.0064],
  ])('the name %s has the price of its model', (name, total) => {
    const usage = { prompt_tokens: 1000, completion_tokens: 100, total_tokens: 1100 };
    expect(calculateCost(usage, name, { at: AT }).total).toBe(total);
  });
});

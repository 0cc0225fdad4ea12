import type { Price } from '../types.ts';
import { rowsOf } from './rows-of.ts';
import { ELASTIC_TUTORIAL, RETAIL_2024_05, RETAIL_2025_08 } from './sources.ts';

/** Base models. */
export const GPT_3: readonly Price[] = [
  ...rowsOf({ model: 'davinci-002' }, [
    { usdPerMillionTokens: { input: 2, output: 2 }, ...RETAIL_2025_08 },
    { scope: 'regional', usdPerMillionTokens: { input: 2, output: 2 }, ...RETAIL_2024_05 },
  ]),
  ...rowsOf({ model: 'babbage-002' }, [
    { usdPerMillionTokens: { input: 0.4, output: 0.4 }, ...RETAIL_2025_08 },
    { scope: 'regional', usdPerMillionTokens: { input: 0.4, output: 0.4 }, ...RETAIL_2024_05 },
  ]),
  ...rowsOf(
    {
      model: 'davinci',
      aliases: ['text-davinci-001', 'text-davinci-002', 'text-davinci-003'],
      note: 'Retired; no meter of it is left. Its successor davinci-002 costs 2.',
    },
    [
      { usdPerMillionTokens: { input: 20, output: 20 }, ...ELASTIC_TUTORIAL },
      { scope: 'regional', usdPerMillionTokens: { input: 20, output: 20 }, ...ELASTIC_TUTORIAL },
    ],
  ),
  ...rowsOf({ model: 'curie', aliases: ['text-curie-001'], note: 'Retired; no meter of it is left.' }, [
    { usdPerMillionTokens: { input: 2, output: 2 }, ...ELASTIC_TUTORIAL },
    { scope: 'regional', usdPerMillionTokens: { input: 2, output: 2 }, ...ELASTIC_TUTORIAL },
  ]),
  ...rowsOf(
    {
      model: 'babbage',
      aliases: ['text-babbage-001'],
      note: 'Retired; no meter of it is left. Its successor babbage-002 costs 0.4.',
    },
    [
      { usdPerMillionTokens: { input: 0.5, output: 0.5 }, ...ELASTIC_TUTORIAL },
      { scope: 'regional', usdPerMillionTokens: { input: 0.5, output: 0.5 }, ...ELASTIC_TUTORIAL },
    ],
  ),
  ...rowsOf(
    {
      model: 'text-ada-001',
      note: 'Retired; no meter of it is left. Not named "ada": that is also what old embeddings call themselves, at a quarter of the price.',
    },
    [
      { usdPerMillionTokens: { input: 0.4, output: 0.4 }, ...ELASTIC_TUTORIAL },
      { scope: 'regional', usdPerMillionTokens: { input: 0.4, output: 0.4 }, ...ELASTIC_TUTORIAL },
    ],
  ),
];

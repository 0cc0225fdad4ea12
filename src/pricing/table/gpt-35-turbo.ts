import type { Price } from '../types.ts';
import { US, US_GOVERNMENT } from './regions.ts';
import { rowsOf } from './rows-of.ts';
import { RETAIL_2024_05, RETAIL_2025_08, RETAIL_2026_09_30 } from './sources.ts';

/** GPT-3.5 Turbo, which Azure spells gpt-35-turbo. */
export const GPT_35_TURBO: readonly Price[] = [
  ...rowsOf(
    {
      model: 'gpt-35-turbo',
      versions: ['0125'],
      undated: true,
      aliases: ['gpt-3.5-turbo', 'gpt-3.5-turbo-0125'],
      note: 'Azure\'s responses say "gpt-35-turbo" for every version; without a version, the last one is meant.',
    },
    [
      { usdPerMillionTokens: { input: 0.5, output: 1.5 }, ...RETAIL_2026_09_30 },
      {
        scope: 'regional',
        regions: [...US, 'australiaeast', 'southindia'],
        usdPerMillionTokens: { input: 0.55, output: 1.65 },
        ...RETAIL_2026_09_30,
      },
      {
        scope: 'regional',
        regions: ['canadaeast', 'francecentral', 'japaneast', 'swedencentral', 'switzerlandnorth', 'uksouth'],
        usdPerMillionTokens: { input: 0.605, output: 1.815 },
        ...RETAIL_2026_09_30,
      },
      {
        scope: 'regional',
        regions: ['westeurope'],
        usdPerMillionTokens: { input: 0.66, output: 1.98 },
        ...RETAIL_2026_09_30,
      },
      {
        scope: 'regional',
        regions: US_GOVERNMENT,
        usdPerMillionTokens: { input: 0.625, output: 1.875 },
        ...RETAIL_2026_09_30,
      },
    ],
  ),
  ...rowsOf({ model: 'gpt-35-turbo', versions: ['1106'], aliases: ['gpt-3.5-turbo-1106'], note: 'Retired.' }, [
    { usdPerMillionTokens: { input: 1, output: 2 }, ...RETAIL_2025_08 },
    {
      scope: 'regional',
      usdPerMillionTokens: { input: 1, output: 2 },
      note: 'Retired. By the meters of 2024 that name no region ("Az-GPT35-Turbo-16K-1106").',
      ...RETAIL_2024_05,
    },
  ]),
  ...rowsOf(
    {
      model: 'gpt-35-turbo',
      versions: ['0301', '0613'],
      aliases: ['gpt-3.5-turbo-0301', 'gpt-3.5-turbo-0613'],
      note: 'Retired. In 2023 Azure first asked 2 for input and output alike, as the Elastic tutorial has it.',
    },
    [
      { usdPerMillionTokens: { input: 1.5, output: 2 }, ...RETAIL_2025_08 },
      { scope: 'regional', usdPerMillionTokens: { input: 1.5, output: 2 }, ...RETAIL_2024_05 },
    ],
  ),
  ...rowsOf(
    {
      model: 'gpt-35-turbo-16k',
      versions: ['0613'],
      undated: true,
      aliases: ['gpt-3.5-turbo-16k', 'gpt-3.5-turbo-16k-0613'],
      note: 'Retired.',
    },
    [
      { usdPerMillionTokens: { input: 3, output: 4 }, ...RETAIL_2025_08 },
      { scope: 'regional', usdPerMillionTokens: { input: 3, output: 4 }, ...RETAIL_2024_05 },
    ],
  ),
  ...rowsOf(
    {
      model: 'gpt-35-turbo-instruct',
      versions: ['0914'],
      undated: true,
      aliases: ['gpt-3.5-turbo-instruct', 'gpt-3.5-turbo-instruct-0914'],
    },
    [{ usdPerMillionTokens: { input: 1.5, output: 2 }, ...RETAIL_2025_08 }],
  ),
];

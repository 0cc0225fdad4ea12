import type { Price } from '../types.ts';
import { rowsOf } from './rows-of.ts';
import { RETAIL_2024_05, RETAIL_2025_08 } from './sources.ts';

/** GPT-4, 32K and Turbo. */
export const GPT_4: readonly Price[] = [
  ...rowsOf(
    {
      model: 'gpt-4',
      versions: ['0314', '0613'],
      undated: true,
      note: 'Azure also named gpt-4-turbo deployments "gpt-4" in responses; where that is meant, say the version.',
    },
    [
      { usdPerMillionTokens: { input: 30, output: 60 }, ...RETAIL_2025_08 },
      { scope: 'regional', usdPerMillionTokens: { input: 30, output: 60 }, ...RETAIL_2025_08 },
    ],
  ),
  ...rowsOf({ model: 'gpt-4-32k', versions: ['0314', '0613'], undated: true }, [
    { usdPerMillionTokens: { input: 60, output: 120 }, ...RETAIL_2025_08 },
    { scope: 'regional', usdPerMillionTokens: { input: 60, output: 120 }, ...RETAIL_2025_08 },
  ]),
  ...rowsOf(
    {
      model: 'gpt-4-turbo',
      versions: ['2024-04-09'],
      undated: true,
      aliases: [
        'gpt-4-1106-preview',
        'gpt-4-1106-Preview',
        'gpt-4-0125-preview',
        'gpt-4-0125-Preview',
        'gpt-4-turbo-preview',
        'gpt-4-vision-preview',
        'gpt-4-1106-vision-preview',
        'gpt-4-turbo-vision-preview',
        'gpt-4-turbo-2024-04-09',
      ],
    },
    [
      { usdPerMillionTokens: { input: 10, output: 30 }, ...RETAIL_2025_08 },
      {
        scope: 'regional',
        usdPerMillionTokens: { input: 10, output: 30 },
        note: 'By the meters of 2024 that name no region ("Az-GPT4-Turbo-128K").',
        ...RETAIL_2024_05,
      },
    ],
  ),
];

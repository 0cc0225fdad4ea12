import type { Price } from '../types.ts';
import { rowsOf } from './rows-of.ts';
import { BING_GROUNDING, LITELLM_2026_08, RETAIL_2025_03, RETAIL_2025_11 } from './sources.ts';

/**
 * What is billed beside the tokens of the model that answers: the model router's fee, and hosted tools by the names that
 * the API gives them. Regional prices of tools are in no table by region.
 */
export const EXTRAS: readonly Price[] = [
  ...rowsOf(
    {
      model: 'model-router',
      versions: ['2025-05-19', '2025-08-07', '2025-11-18'],
      undated: true,
      effective: '2025-11-01',
      note: 'A fee for the input, besides the price of the model that the router chooses.',
    },
    [
      { usdPerMillionTokens: { input: 0.14 }, ...LITELLM_2026_08 },
      { scope: 'dataZone', zones: ['us', 'eu'], usdPerMillionTokens: { input: 0.154 }, ...RETAIL_2025_11 },
    ],
  ),
  ...rowsOf({ model: 'web_search', note: 'A search with Bing, which is the same everywhere.' }, [
    { usdPerThousandCalls: 14, ...BING_GROUNDING },
    { scope: 'dataZone', usdPerThousandCalls: 14, ...BING_GROUNDING },
    { scope: 'regional', usdPerThousandCalls: 14, ...BING_GROUNDING },
  ]),
  ...rowsOf({ model: 'file_search', note: 'A call of the tool; the storage of the files is billed by the day.' }, [
    { usdPerThousandCalls: 2.5, ...RETAIL_2025_03 },
    { scope: 'dataZone', usdPerThousandCalls: 2.75, ...RETAIL_2025_03 },
  ]),
  ...rowsOf({ model: 'code_interpreter', note: 'A session, which is a container, however many calls it serves.' }, [
    { usdPerThousandCalls: 30, ...RETAIL_2025_03 },
  ]),
];

import type { Price } from '../types.ts';
import { rowsOf } from './rows-of.ts';
import { RETAIL_2026_01, RETAIL_2026_03 } from './sources.ts';

/** OpenAI's open-weight model as Azure serves it. */
export const GPT_OSS: readonly Price[] = [
  ...rowsOf({ model: 'gpt-oss-120b', versions: ['1'], undated: true }, [
    { usdPerMillionTokens: { input: 0.15, output: 0.6 }, ...RETAIL_2026_03 },
    { scope: 'dataZone', zones: ['us', 'eu'], usdPerMillionTokens: { input: 0.165, output: 0.66 }, ...RETAIL_2026_01 },
  ]),
];

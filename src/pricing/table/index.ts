import type { Price } from '../types.ts';
import { AUDIO } from './audio.ts';
import { EMBEDDINGS } from './embeddings.ts';
import { EXTRAS } from './extras.ts';
import { FINE_TUNED } from './fine-tuned.ts';
import { GPT_3 } from './gpt-3.ts';
import { GPT_35_TURBO } from './gpt-35-turbo.ts';
import { GPT_4 } from './gpt-4.ts';
import { GPT_4_1 } from './gpt-4.1.ts';
import { GPT_4O } from './gpt-4o.ts';
import { GPT_5 } from './gpt-5.ts';
import { GPT_5_1 } from './gpt-5.1.ts';
import { GPT_5_2 } from './gpt-5.2.ts';
import { GPT_5_3 } from './gpt-5.3.ts';
import { GPT_5_4 } from './gpt-5.4.ts';
import { GPT_5_5 } from './gpt-5.5.ts';
import { GPT_5_6 } from './gpt-5.6.ts';
import { GPT_6 } from './gpt-6.ts';
import { GPT_OSS } from './gpt-oss.ts';
import { IMAGES } from './images.ts';
import { O_SERIES } from './o-series.ts';
import { REALTIME } from './realtime.ts';
import { SPEECH } from './speech.ts';

/** Every built-in row. */
export const BUILT_IN_PRICES: readonly Price[] = [
  ...GPT_6,
  ...GPT_5_6,
  ...GPT_5_5,
  ...GPT_5_4,
  ...GPT_5_3,
  ...GPT_5_2,
  ...GPT_5_1,
  ...GPT_5,
  ...GPT_4_1,
  ...GPT_4O,
  ...O_SERIES,
  ...GPT_4,
  ...GPT_35_TURBO,
  ...GPT_3,
  ...EMBEDDINGS,
  ...AUDIO,
  ...REALTIME,
  ...SPEECH,
  ...IMAGES,
  ...FINE_TUNED,
  ...GPT_OSS,
  ...EXTRAS,
];

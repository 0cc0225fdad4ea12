import { audio } from './audio.ts';
import { batches } from './batches.ts';
import { chat } from './chat.ts';
import { completions } from './completions.ts';
import { embeddings } from './embeddings.ts';
import { images } from './images.ts';
import type { Operation } from './operation.ts';
import { cancelResponse, fetchResponse, responses } from './responses.ts';
import { videos } from './videos.ts';

export { newestAttributes } from './request.ts';

/** All operations that are observed. */
export const operations: readonly Operation[] = [
  chat,
  responses,
  fetchResponse,
  cancelResponse,
  embeddings,
  completions,
  ...images,
  ...audio,
  ...videos,
  batches,
];

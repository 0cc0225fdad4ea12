import type { TokenClass } from './types.ts';

/** Every token class, in the order in which a cost is shown. */
export const TOKEN_CLASSES: readonly TokenClass[] = [
  'input',
  'cachedInput',
  'cacheWrite',
  'output',
  'audioInput',
  'cachedAudioInput',
  'audioOutput',
  'imageInput',
  'cachedImageInput',
  'imageOutput',
];

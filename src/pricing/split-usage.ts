import type { Rates } from './compile-row.ts';
import { CLASS_INDEX, TOKEN_CLASS_NAMES, type TokenClass } from './token-classes.ts';
import { ABSENT, type WireCounts } from './wire-counts.ts';

/** How many tokens each class bills, in the order of `TOKEN_CLASSES`: every token of a usage is in exactly one. */
export type Quantities = number[];

const NO_TOKENS: Readonly<Quantities> = TOKEN_CLASS_NAMES.map(() => 0);

/** Whether a usage's counts are all counts, and none is larger than what it is part of. */
export function isConsistent(counts: WireCounts): boolean {
  if (!counts.isValid || (counts.output >= 0 && counts.input < 0)) return false;
  const input = stated(counts.input);
  const output = stated(counts.output);
  const cached = stated(counts.cached);
  return (
    cached + stated(counts.cacheWrite) <= input &&
    stated(counts.textInput) + stated(counts.audioInput) + stated(counts.imageInput) <= input &&
    stated(counts.cachedText) + stated(counts.cachedAudio) + stated(counts.cachedImage) <= cached &&
    stated(counts.cachedAudio) <= stated(counts.audioInput) &&
    stated(counts.cachedImage) <= stated(counts.imageInput) &&
    stated(counts.reasoning) <= output &&
    stated(counts.textOutput) + stated(counts.audioOutput) + stated(counts.imageOutput) <= output
  );
}

/**
 * Sorts the tokens of a consistent usage into the classes that a row bills.
 *
 * @returns the tokens of each class; or a class that the row bills apart and whose tokens the usage does not separate
 * from others
 */
export function splitUsage(counts: WireCounts, rates: Rates): Quantities | TokenClass {
  const cached = stated(counts.cached);
  const audio = stated(counts.audioInput);
  const image = rates.billsImagesAsText ? 0 : stated(counts.imageInput);
  if (rates.isTranscription && !statesInputKinds(counts) && counts.input > 0) return 'audioInput';
  if (cached > 0 && !statesCachedKinds(counts)) {
    if (audio > 0 && rates.billsCachedAudio) return 'cachedAudioInput';
    if (image > 0) return 'cachedImageInput';
  }
  const cachedAudio = stated(counts.cachedAudio);
  const cachedImage = image > 0 ? stated(counts.cachedImage) : 0;
  const cachedText = cached - cachedAudio - cachedImage;
  const cacheWrite = stated(counts.cacheWrite);
  const text = stated(counts.input) - audio - image - cachedText - cacheWrite;
  if (text < 0) return 'cachedAudioInput';

  const tokens = NO_TOKENS.slice();
  tokens[CLASS_INDEX.input] = text;
  tokens[CLASS_INDEX.cachedInput] = cachedText;
  tokens[CLASS_INDEX.cacheWrite] = cacheWrite;
  tokens[CLASS_INDEX.audioInput] = audio - cachedAudio;
  tokens[CLASS_INDEX.cachedAudioInput] = cachedAudio;
  tokens[CLASS_INDEX.imageInput] = image - cachedImage;
  tokens[CLASS_INDEX.cachedImageInput] = cachedImage;
  addOutput(tokens, counts, rates);
  return tokens;
}

function addOutput(tokens: Quantities, counts: WireCounts, rates: Rates): void {
  const output = stated(counts.output);
  if (counts.textOutput < 0 && counts.audioOutput < 0 && counts.imageOutput < 0) {
    tokens[CLASS_INDEX[rates.outputClass]] = output;
    return;
  }
  const audio = stated(counts.audioOutput);
  const image = stated(counts.imageOutput);
  tokens[CLASS_INDEX.output] = output - audio - image;
  tokens[CLASS_INDEX.audioOutput] = audio;
  tokens[CLASS_INDEX.imageOutput] = image;
}

function statesInputKinds(counts: WireCounts): boolean {
  return counts.textInput !== ABSENT || counts.audioInput !== ABSENT;
}

function statesCachedKinds(counts: WireCounts): boolean {
  return counts.cachedText !== ABSENT || counts.cachedAudio !== ABSENT || counts.cachedImage !== ABSENT;
}

function stated(count: number): number {
  return count > 0 ? count : 0;
}

import { NO_RATE, type Rates } from './compile-row.ts';
import type { TokenClass } from './types.ts';
import { ABSENT, type WireCounts } from './wire-counts.ts';

/** How many tokens each class bills: every token of a usage is in exactly one of them. */
export type Quantities = Record<TokenClass, number>;

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
 * @returns a class that the row bills apart and whose tokens the usage does not tell from others, or
 * undefined if all tokens are sorted
 */
export function splitUsage(counts: WireCounts, rates: Rates, into: Quantities): TokenClass | undefined {
  splitOutput(counts, rates, into);
  return splitInput(counts, rates, into);
}

function splitInput(counts: WireCounts, rates: Rates, into: Quantities): TokenClass | undefined {
  const cached = stated(counts.cached);
  const audio = stated(counts.audioInput);
  const image = billsImagesAsText(rates) ? 0 : stated(counts.imageInput);
  const cachedAudio = stated(counts.cachedAudio);
  const cachedImage = image > 0 ? stated(counts.cachedImage) : 0;

  if (isTranscription(rates) && !statesInputKinds(counts) && counts.input > 0) return 'audioInput';
  if (cached > 0 && !statesCachedKinds(counts)) {
    if (audio > 0 && rates.cachedAudioInput !== NO_RATE) return 'cachedAudioInput';
    if (image > 0) return 'cachedImageInput';
  }
  into.cachedInput = cached - cachedAudio - cachedImage;
  into.cachedAudioInput = cachedAudio;
  into.cachedImageInput = cachedImage;
  into.audioInput = audio - cachedAudio;
  into.imageInput = image - cachedImage;
  into.cacheWrite = stated(counts.cacheWrite);
  into.input = stated(counts.input) - audio - image - into.cachedInput - into.cacheWrite;
  return into.input < 0 ? 'cachedAudioInput' : undefined;
}

function splitOutput(counts: WireCounts, rates: Rates, into: Quantities): void {
  const output = stated(counts.output);
  const isUnsorted = counts.textOutput < 0 && counts.audioOutput < 0 && counts.imageOutput < 0;
  into.audioOutput = stated(counts.audioOutput);
  into.imageOutput = stated(counts.imageOutput);
  if (isUnsorted && rates.imageOutput !== NO_RATE) into.imageOutput = output;
  else if (isUnsorted && rates.output === NO_RATE && rates.audioOutput !== NO_RATE) into.audioOutput = output;
  into.output = output - into.audioOutput - into.imageOutput;
}

/** Chat models have no meter for images: what they see is counted and billed as text. */
function billsImagesAsText(rates: Rates): boolean {
  return rates.imageInput === rates.input && rates.cachedImageInput === rates.cachedInput;
}

/** What hears and does not speak: its input is audio, but for a prompt that may go with it. */
function isTranscription(rates: Rates): boolean {
  return rates.audioInput !== NO_RATE && rates.audioOutput === NO_RATE;
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

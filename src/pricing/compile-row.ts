import { picoFromUsd, picoPerToken } from './pico-usd.ts';
import type { Price, TokenClass, TokenPrices } from './types.ts';

/**
 * Rate of what the row cannot price: so far below zero that any sum with it is below zero too, and
 * still 0 for no tokens.
 */
export const NO_RATE: number = -Number.MAX_VALUE;

/** Whole pico-USD per token of each class; `NO_RATE` where there is no price. */
export type Rates = Record<TokenClass, number>;

/** A row, made ready for arithmetic. */
export interface CompiledRow {
  readonly row: Price;
  /** Milliseconds since the epoch: the price holds from `from` until before `until`. */
  readonly from: number;
  readonly until: number;
  readonly rates: Rates;
  /** Requests with more input tokens than this are billed by `longRates`. */
  readonly longAbove: number;
  readonly longRates: Rates;
  readonly picoPerCharacter: number;
  readonly picoPerHour: number;
  readonly picoPerCall: number;
}

export function compileRow(row: Price): CompiledRow {
  const rates = compileRates(row.usdPerMillionTokens ?? {}, row.unknown);
  const long = row.longContext;
  return {
    row,
    from: row.effective === undefined ? -Infinity : Date.parse(row.effective),
    until: row.until === undefined ? Infinity : Date.parse(row.until),
    rates,
    longAbove: long ? long.above : Infinity,
    longRates: long ? compileRates(long.usdPerMillionTokens, row.unknown) : rates,
    picoPerCharacter: row.usdPerMillionCharacters === undefined ? NO_RATE : picoPerToken(row.usdPerMillionCharacters),
    picoPerHour: row.usdPerHour === undefined ? NO_RATE : picoFromUsd(row.usdPerHour),
    picoPerCall: row.usdPerThousandCalls === undefined ? NO_RATE : picoFromUsd(row.usdPerThousandCalls) / 1000,
  };
}

function compileRates(prices: TokenPrices, unknown: readonly TokenClass[] = []): Rates {
  const rate = (tokens: TokenClass, otherwise = NO_RATE): number => {
    const price = prices[tokens];
    if (price !== undefined) return picoPerToken(price);
    return unknown.includes(tokens) ? NO_RATE : otherwise;
  };
  const input = rate('input');
  const cachedInput = rate('cachedInput', input);
  const imageInput = rate('imageInput', input);
  return {
    input,
    cachedInput,
    cacheWrite: rate('cacheWrite', input),
    output: rate('output'),
    audioInput: rate('audioInput'),
    cachedAudioInput: rate('cachedAudioInput'),
    audioOutput: rate('audioOutput'),
    imageInput,
    cachedImageInput: rate('cachedImageInput', prices.imageInput === undefined ? cachedInput : imageInput),
    imageOutput: rate('imageOutput'),
  };
}

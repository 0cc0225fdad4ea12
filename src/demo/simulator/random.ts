const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Pseudo-random values that depend on nothing but the seed and the order in which they are taken. */
export interface Random {
  /** A fraction in [0, 1). */
  fraction(): number;
  /** A whole number in [0, below). */
  integer(below: number): number;
  /** One of `items`, which may not be empty. */
  pick<T>(items: readonly T[]): T;
  /** `length` letters and digits, as in `chatcmpl-…`. */
  letters(length: number): string;
  /** `length` hexadecimal digits, as in `fp_…`. */
  hex(length: number): string;
  /** A version 4 UUID, as in `apim-request-id`. */
  uuid(): string;
}

/**
 * Random values from a seed. Each call of the simulator seeds its own with the simulator's seed and the call's number,
 * so that two calls at the same time cannot change each other's answers.
 */
export function createRandom(seed: string): Random {
  let state = hash(seed);
  // mulberry32: 32 bits of state are plenty for ids and phrases.
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const integer = (below: number): number => Math.floor(fraction() * below);
  const text = (length: number, alphabet: string): string =>
    Array.from({ length }, () => alphabet[integer(alphabet.length)]).join('');
  const hex = (length: number): string => text(length, '0123456789abcdef');
  return {
    fraction,
    integer,
    pick: (items) => {
      const item = items[integer(items.length)];
      if (item === undefined) throw new RangeError('nothing to pick from');
      return item;
    },
    letters: (length) => text(length, LETTERS),
    hex,
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-${text(1, '89ab')}${hex(3)}-${hex(12)}`,
  };
}

/**
 * FNV-1a over UTF-16 code units: a 32-bit number that is the same on every machine.
 *
 * @param start the hash of what comes before `text`, to go on from there.
 */
export function hash(text: string, start = 0x811c9dc5): number {
  let value = start;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value >>> 0;
}

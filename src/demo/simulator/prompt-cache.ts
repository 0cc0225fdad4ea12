import { hash } from './random.ts';

/** The shortest prompt that is cached, in tokens. Source: Azure OpenAI, "Prompt caching". */
const SHORTEST = 1024;

/** The cache grows and hits in steps of so many tokens. Source: as above. */
const STEP = 128;

/** Tokens of one prompt that were read from and written to the cache. */
export interface CacheUse {
  /** Found there. */
  read: number;
  /** Put there. */
  written: number;
}

/** One deployment's prompt cache: remembers the beginnings of long prompts. */
export interface PromptCache {
  /** Looks the prompt up, and remembers it. */
  use(tokens: readonly string[]): CacheUse;
}

/** A prompt cache that forgets nothing. */
export function createPromptCache(): PromptCache {
  const seen = new Set<number>();
  return {
    use(tokens) {
      let read = 0;
      let end = 0;
      let beginning: number | undefined;
      for (let length = SHORTEST; length <= tokens.length; length += STEP) {
        beginning = hash(tokens.slice(end, length).join(''), beginning);
        if (seen.has(beginning)) read = length;
        seen.add(beginning);
        end = length;
      }
      return { read, written: end - read };
    },
  };
}

/** Milliseconds: as often as metrics come. */
const WINDOW = 300_000;
/** Fewer dead letters in a window are no trouble. */
const FEWEST = 10;
/** Nor is a smaller part of the documents. */
const SMALLEST_PART = 0.01;

/** A time with too many dead letters: it lasts until five minutes have passed without. */
interface Episode {
  readonly since: number;
  readonly reason: string;
  letters: number;
  /** It is warned of with its tenth letter, its hundredth, and so on. */
  nextWarning: number;
  until: number;
}

/**
 * Watches how many dead letters there are. There are too many if it is 10 or more within five minutes, and at least one
 * in a hundred documents.
 */
export class DeadLetterRate {
  #window = { start: 0, documents: 0, letters: 0, reason: '' };
  #episode: Episode | undefined;

  /**
   * Counts what became of a batch.
   *
   * @param documents those that were stored
   * @param letters reasons of those that became dead letters instead
   * @returns a warning, if there are too many and it is time for one
   */
  add(documents: number, letters: readonly string[]): string | undefined {
    const now = Date.now();
    if (now - this.#window.start >= WINDOW) this.#window = { start: now, documents: 0, letters: 0, reason: '' };
    const window = this.#window;
    if (window.letters === 0) window.reason = letters[0] ?? '';
    window.letters += letters.length;
    window.documents += documents + letters.length;
    if (this.#episode !== undefined && now < this.#episode.until) this.#episode.letters += letters.length;
    else this.#episode = undefined;
    const areMany = window.letters >= FEWEST && window.letters >= window.documents * SMALLEST_PART;
    if (letters.length === 0 || !areMany) return undefined;
    const { start: since, reason } = window;
    const episode = (this.#episode ??= { since, reason, letters: window.letters, nextWarning: FEWEST, until: 0 });
    episode.until = now + WINDOW;
    if (episode.letters < episode.nextWarning) return undefined;
    episode.nextWarning = 10 ** (Math.floor(Math.log10(episode.letters)) + 1);
    return describe(episode);
  }

  /** What the health endpoint shows while there are too many. */
  get trouble(): string | undefined {
    return this.#episode !== undefined && Date.now() < this.#episode.until ? describe(this.#episode) : undefined;
  }
}

function describe({ letters, since, reason }: Episode): string {
  return `${letters} dead letters since ${new Date(since).toISOString()}, the first because: ${reason}`;
}

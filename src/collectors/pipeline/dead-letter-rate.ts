/** Length of a window, in milliseconds: that of Azure's metrics. */
const WINDOW = 300_000;
/** Fewest dead letters in a window that are too many. */
const FEWEST = 10;
/** Smallest part of the documents that is too much. */
const SMALLEST_PART = 0.01;

/** A time with too many dead letters. It ends when five minutes have passed without too many. */
interface Episode {
  readonly since: number;
  readonly reason: string;
  letters: number;
  /** Number of letters at which the next warning is due: 10, 100, and so on. */
  nextWarning: number;
  until: number;
}

/**
 * Watches the number of dead letters. There are too many if within five minutes there are at least 10, and they are at
 * least one in a hundred documents.
 */
export class DeadLetterRate {
  #window = { start: 0, documents: 0, letters: 0, reason: '' };
  #episode: Episode | undefined;

  /**
   * Adds a batch.
   *
   * @param documents number of documents that were stored
   * @param reasons reasons of the dead letters
   * @returns a warning if there are too many and one is due
   */
  add(documents: number, reasons: readonly string[]): string | undefined {
    const now = Date.now();
    const letters = reasons.length;
    if (now - this.#window.start >= WINDOW) this.#window = { start: now, documents: 0, letters: 0, reason: '' };
    const window = this.#window;
    if (window.letters === 0) window.reason = reasons[0] ?? '';
    window.letters += letters;
    window.documents += documents + letters;
    if (this.#episode !== undefined && now < this.#episode.until) this.#episode.letters += letters;
    else this.#episode = undefined;
    const areMany = window.letters >= FEWEST && window.letters >= window.documents * SMALLEST_PART;
    if (letters === 0 || !areMany) return undefined;
    const { start: since, reason } = window;
    const episode = (this.#episode ??= { since, reason, letters: window.letters, nextWarning: FEWEST, until: 0 });
    episode.until = now + WINDOW;
    if (episode.letters < episode.nextWarning) return undefined;
    episode.nextWarning = 10 ** (Math.floor(Math.log10(episode.letters)) + 1);
    return describeEpisode(episode);
  }

  /** The trouble that the health endpoint shows. */
  get trouble(): string | undefined {
    return this.#episode !== undefined && Date.now() < this.#episode.until ? describeEpisode(this.#episode) : undefined;
  }
}

function describeEpisode({ letters, since, reason }: Episode): string {
  return `${letters} dead letters since ${new Date(since).toISOString()}, the first because: ${reason}`;
}

import type { Finding } from './finding.ts';
import type { DeadLetter } from './document.ts';

/** Where that goes which can't be stored: a file or an index. */
export interface DeadLetters {
  /** Settles when the letters are stored durably: only then is their batch acknowledged. */
  write(letters: readonly DeadLetter[]): Promise<void>;
  /**
   * Checks that dead letters can be stored, for `doctor`. It changes and stores nothing.
   *
   * @returns each finding as soon as it is known
   */
  test?(): AsyncIterable<Finding>;

  close(): Promise<void>;
}

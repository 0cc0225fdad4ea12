import type { DeadLetter } from './document.ts';
import type { Finding } from './finding.ts';

/** Destination for records and documents that cannot be stored, such as a file or an index. */
export interface DeadLetters {
  /**
   * Stores letters. The pipeline acknowledges their batch only after it has resolved, and tries again after it has
   * rejected.
   *
   * @returns resolves when each letter is stored durably
   */
  write(letters: readonly DeadLetter[]): Promise<void>;

  /**
   * Checks that dead letters can be stored, for `doctor`. It changes and stores nothing.
   *
   * @returns each finding as soon as it is known
   */
  test?(): AsyncIterable<Finding>;

  /** Called once by the pipeline, after the last `write` has settled. */
  close(): Promise<void>;
}

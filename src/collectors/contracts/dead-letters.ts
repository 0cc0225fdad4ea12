import type { DeadLetter } from './document.ts';

/** Where that goes which can't be stored: a file or an index. */
export interface DeadLetters {
  /** Settles when the letters are stored durably: only then is their batch acknowledged. */
  write(letters: readonly DeadLetter[]): Promise<void>;
  close(): Promise<void>;
}

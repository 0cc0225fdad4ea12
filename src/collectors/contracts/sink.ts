import type { Finding } from './finding.ts';
import type { Document } from './document.ts';

/** What became of one document. */
export type Outcome =
  /** It is stored, now or since an earlier attempt. */
  | { readonly status: 'accepted' }
  /** It will never be stored as it is; it goes to the dead letters. */
  | { readonly status: 'rejected'; readonly reason: string }
  /**
   * It is not stored, but may be later: not before `after` milliseconds, if the service said so. `refused` is a refusal
   * that may pass: the document is rejected if it is still refused after `refusalTimeout` of the retry options, which
   * counts from `refusedSince` (milliseconds since 1970) where others like it were refused before.
   */
  | {
      readonly status: 'retry';
      readonly reason: string;
      readonly after?: number;
      readonly refused?: true;
      readonly refusedSince?: number;
    };

/**
 * Where documents go. `write` may be called again before earlier calls have settled; how many documents are on their
 * way is bounded by the pipeline. A sink groups what it sends as its service likes best, and settles each call when
 * each of its documents has its outcome.
 */
export interface Sink {
  /**
   * @returns one outcome for each document, in their order. What fails as a whole (no connection, 503) is `retry` for
   *   all of them.
   * @throws only what waiting does not repair, such as refused credentials, with a message that says what to do; the
   *   pipeline then stops with this error, and acknowledges nothing
   */
  write(documents: readonly Document[]): Promise<readonly Outcome[]>;

  /**
   * Checks that the service can be reached and takes documents, for `doctor`. It changes and stores nothing.
   *
   * @returns each finding as soon as it is known
   */
  test?(): AsyncIterable<Finding>;

  /** Called once, when nothing is on its way any more. */
  close(): Promise<void>;
}

/** The outcome of what is stored. */
export const ACCEPTED: Outcome = Object.freeze({ status: 'accepted' });

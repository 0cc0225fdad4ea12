import type { Document } from './document.ts';
import type { Finding } from './finding.ts';

/** The result of writing one document. */
export type Outcome = Accepted | Rejected | Retry;

/** The document is stored, now or by an earlier attempt. */
interface Accepted {
  readonly status: 'accepted';
}

/** The document can never be stored as it is. It becomes a dead letter. */
export interface Rejected {
  readonly status: 'rejected';
  readonly reason: string;
}

/** The document is not stored, but may be later. */
export interface Retry {
  readonly status: 'retry';
  readonly reason: string;
  /** Milliseconds that the service asks to wait. */
  readonly after?: number;
  /**
   * Set if the service refuses the document for a reason that may pass. The document is rejected if it is still refused
   * after `refusalTimeout` of the retry options.
   */
  readonly refused?: true;
  /** Start of that timeout, in milliseconds since 1970, if similar documents were refused before. */
  readonly refusedSince?: number;
}

/** The outcome of a stored document. */
export const ACCEPTED: Outcome = Object.freeze({ status: 'accepted' });

/**
 * Destination of documents.
 *
 * The pipeline calls `write` again before earlier calls have settled, and bounds the number of documents in flight. A sink
 * may group the documents of several calls into requests of the size that suits its service. It settles each call when
 * all documents of the call have an outcome.
 */
export interface Sink {
  /**
   * Writes documents.
   *
   * @returns one outcome for each document, in their order. A failure of the whole request (no connection, 503) is
   *   `retry` for each of its documents
   * @throws only on permanent failures, such as refused credentials, with a message that says what to do. The pipeline
   *   then stops with this error and acknowledges nothing
   */
  write(documents: readonly Document[]): Promise<readonly Outcome[]>;

  /**
   * Checks that the service can be reached and takes documents, for `doctor`. It changes and stores nothing.
   *
   * @returns each finding as soon as it is known
   */
  test?(): AsyncIterable<Finding>;

  /** Called once by the pipeline, after the last `write` has settled. */
  close(): Promise<void>;
}

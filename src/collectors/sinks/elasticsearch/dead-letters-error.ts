/** Thrown if a dead letter is not stored. Its batch is not acknowledged then. */
export class DeadLettersError extends Error {
  override readonly name = 'DeadLettersError';
  /** Elasticsearch's words. */
  readonly reason: string;

  constructor(reason: string) {
    super(`Elasticsearch does not store a dead letter: ${reason}`);
    this.reason = reason;
  }
}

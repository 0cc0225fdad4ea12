/** Thrown when a stream takes no more: its reader has gone (`EPIPE`), or it was ended. Nothing will mend it. */
export class OutputClosedError extends Error {
  override readonly name = 'OutputClosedError';
  /** The system's or the stream's error code, such as `EPIPE` or `ERR_STREAM_DESTROYED`. */
  readonly code: string | undefined;

  constructor(cause: unknown) {
    const { code, message } = cause as NodeJS.ErrnoException;
    super(`The output takes no more documents: ${code === 'EPIPE' ? 'its reader has gone (EPIPE)' : message}`, {
      cause,
    });
    this.code = code;
  }
}

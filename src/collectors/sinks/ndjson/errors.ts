/** Thrown if a file can't be opened or written. */
export class SinkFileError extends Error {
  override readonly name = 'SinkFileError';
  readonly path: string;
  /** The system's error code, such as `ENOSPC`. */
  readonly code: string | undefined;

  constructor(path: string, cause: unknown) {
    const { code, message } = cause as NodeJS.ErrnoException;
    super(`${path} can't be written: ${HINTS[code ?? ''] ?? message}`, { cause });
    this.path = path;
    this.code = code;
  }
}

const HINTS: Readonly<Record<string, string>> = {
  ENOENT: 'its folder does not exist. Make the folder first (ENOENT)',
  EACCES: 'this user may not write there (EACCES)',
  EISDIR: 'it is a folder. Name a file (EISDIR)',
  ENOTDIR: 'a part of its path is a file, and not a folder (ENOTDIR)',
  EROFS: 'the file system is read-only (EROFS)',
  ENOSPC: 'the disk is full (ENOSPC)',
};

/** Thrown if a stream takes no more documents, because its reader is gone (`EPIPE`) or it was ended. It is permanent. */
export class OutputClosedError extends Error {
  override readonly name = 'OutputClosedError';
  /** The error code of the system or the stream, such as `EPIPE` or `ERR_STREAM_DESTROYED`. */
  readonly code: string | undefined;

  constructor(cause: unknown) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const reason = code === 'EPIPE' ? 'its reader is gone (EPIPE)' : message;
    super(`The output takes no more documents: ${reason}`, { cause });
    this.code = code;
  }
}

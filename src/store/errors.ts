/** Thrown for a store that cannot be opened or written: its message says what to do. The file is never changed then. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
}

/** Makes a {@link StoreError} of an error of SQLite. */
export function storeError(error: unknown, path: string): StoreError {
  if (error instanceof StoreError) return error;
  const { errcode } = error as { errcode?: number };
  const reason = error instanceof Error ? error.message : String(error);
  return new StoreError(`${path} ${describe(errcode, reason)}`, { cause: error });
}

/** @see https://www.sqlite.org/rescode.html */
function describe(code: number | undefined, reason: string): string {
  switch (code === undefined ? undefined : code & 0xff) {
    case 5:
    case 6:
      return 'is locked by another process for more than 5 seconds.';
    case 8:
      return 'cannot be written: this user may only read it.';
    case 11:
    case 26:
      return `is not a store, or is damaged (${reason}). Move it away to start a new one; sqlite3's ".recover" may save its data.`;
    case 13:
      return 'cannot be written: the disk is full. What is not stored is sent again.';
    case 14:
      return 'cannot be opened: its folder must exist, and this user must be able to write to it.';
    default:
      return `cannot be used: ${reason}`;
  }
}

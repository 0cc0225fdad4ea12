/** Thrown for a store that cannot be opened or written: its message says what to do. The file is never changed then. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  /** Whether the reason may pass by itself, or be solved while the process runs: a lock, a full disk. */
  readonly isPassing: boolean;

  constructor(
    message: string,
    { isPassing = false, ...options }: ErrorOptions & { readonly isPassing?: boolean } = {},
  ) {
    super(message, options);
    this.isPassing = isPassing;
  }
}

/** Thrown for a query that takes too long. */
export class SlowQueryError extends StoreError {}

/** Thrown for a record that no store can have, before anything of it is stored. */
export class RecordError extends Error {
  override readonly name = 'RecordError';
}

/** Primary codes of errors that may pass: busy, locked, I/O error, full disk, and a folder that cannot be opened. */
const PASSING: ReadonlySet<number> = new Set([5, 6, 10, 13, 14]);

/** Makes a {@link StoreError} of an error of SQLite. */
export function storeError(error: unknown, path: string): StoreError {
  if (error instanceof StoreError) return error;
  const { errcode } = error as { errcode?: number };
  const code = errcode === undefined ? undefined : errcode & 0xff;
  const reason = error instanceof Error ? error.message : String(error);
  const isPassing = code !== undefined && PASSING.has(code);
  return new StoreError(`${path} ${describe(code, reason)}`, { cause: error, isPassing });
}

/** @see https://www.sqlite.org/rescode.html */
function describe(code: number | undefined, reason: string): string {
  switch (code) {
    case 5:
    case 6:
      return 'is locked by another process for too long.';
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

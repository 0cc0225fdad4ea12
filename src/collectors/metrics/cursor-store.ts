/**
 * Up to where metrics are stored: id of the account in lower case → name of the metric group → ISO 8601 time. Minutes
 * before it are stored, those from it on are not yet.
 */
export type Cursors = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Where cursors survive a stop: {@link fileCursorStore}, {@link blobCursorStore}, or one of your own. */
export interface CursorStore {
  /**
   * Called once, before anything is read.
   *
   * @returns undefined if nothing was ever saved
   * @throws if what is there can't be read: going on without it would leave a gap
   */
  load(): Promise<Cursors | undefined>;

  /**
   * Called with all cursors after documents were stored, never again before it has settled. It replaces what was saved
   * before, as a whole or not at all.
   */
  save(cursors: Cursors): Promise<void>;
}

/** Thrown when saved cursors can't be understood. */
export class InvalidCursorsError extends Error {
  override readonly name = 'InvalidCursorsError';
  /** The file, or the blob. */
  readonly location: string;

  constructor(location: string, problem: string, options?: ErrorOptions) {
    super(
      `The cursors of the metrics in ${location} can't be used: ${problem}. Restore the file, or delete it to begin ` +
        `with the newest metrics (what was missed since is then not collected)`,
      options,
    );
    this.location = location;
  }
}

const VERSION = 1;

/** The text that stores keep. */
export function formatCursors(cursors: Cursors): string {
  return `${JSON.stringify({ version: VERSION, cursors })}\n`;
}

/**
 * @param location for the error
 * @throws InvalidCursorsError
 */
export function parseCursors(text: string, location: string): Cursors {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new InvalidCursorsError(location, 'it is no JSON', { cause: error });
  }
  const { version, cursors } = (content ?? {}) as { version?: unknown; cursors?: unknown };
  if (version !== VERSION) throw new InvalidCursorsError(location, `its version is not ${VERSION}`);
  if (!isCursors(cursors)) throw new InvalidCursorsError(location, 'it does not hold times by account and group');
  return cursors;
}

function isCursors(value: unknown): value is Cursors {
  return (
    isObject(value) && Object.values(value).every((groups) => isObject(groups) && Object.values(groups).every(isTime))
  );
}

function isTime(value: unknown): boolean {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value));
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

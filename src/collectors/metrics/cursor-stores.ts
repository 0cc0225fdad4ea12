/**
 * Up to where metrics are stored: id of the account in lower case → name of the metric group → cursor. Stores keep it as
 * it is.
 */
export type Cursors = Readonly<Record<string, Readonly<Record<string, Cursor>>>>;

/** An ISO 8601 time: minutes before it are stored, those from it on are not yet. Or this time and what was stored. */
export type Cursor = string | { readonly to: string; readonly reported: Reported };

/** The values that were stored lately: what is found beyond them when their minutes are read again came late. */
export interface Reported {
  /** From when on all that was stored is here, in ISO 8601. */
  readonly since: string;
  /** Key of the dimension values → metric → minutes before the time of the cursor → value. */
  readonly values: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, number>>>>>>;
}

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

/** The text that stores keep. Times and values stand apart: earlier versions read the times, and leave the values. */
export function formatCursors(cursors: Cursors): string {
  const times = mapCursors(cursors, (cursor) => (typeof cursor === 'object' ? cursor.to : cursor));
  const reported = mapCursors(cursors, (cursor) => (typeof cursor === 'object' ? cursor.reported : undefined));
  const hasReported = Object.keys(reported).length > 0;
  return `${JSON.stringify({ version: VERSION, cursors: times, ...(hasReported && { reported }) })}\n`;
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
  const { version, cursors, reported = {} } = (content ?? {}) as Record<string, unknown>;
  if (version !== VERSION) throw new InvalidCursorsError(location, `its version is not ${VERSION}`);
  if (!isByGroup(cursors, isTime)) {
    throw new InvalidCursorsError(location, 'it does not hold times by account and group');
  }
  if (!isByGroup(reported, isReported)) {
    throw new InvalidCursorsError(location, 'it does not hold reported values by account and group');
  }
  return mapCursors(cursors, (to, accountId, group) => {
    const own = reported[accountId]?.[group];
    return own === undefined ? to : { to, reported: own };
  });
}

type ByGroup<T> = Readonly<Record<string, Readonly<Record<string, T>>>>;

/** Without what becomes undefined. */
function mapCursors<T, U>(
  cursors: ByGroup<T>,
  map: (cursor: T, accountId: string, group: string) => U | undefined,
): Record<string, Record<string, U>> {
  const mapped: Record<string, Record<string, U>> = {};
  for (const [accountId, groups] of Object.entries(cursors)) {
    for (const [group, cursor] of Object.entries(groups)) {
      const value = map(cursor, accountId, group);
      if (value !== undefined) (mapped[accountId] ??= {})[group] = value;
    }
  }
  return mapped;
}

function isByGroup<T>(value: unknown, isValue: (value: unknown) => value is T): value is ByGroup<T> {
  return isObject(value) && Object.values(value).every((groups) => isRecordOf(groups, isValue));
}

function isRecordOf<T>(value: unknown, isValue: (value: unknown) => value is T): value is Readonly<Record<string, T>> {
  return isObject(value) && Object.values(value).every(isValue);
}

function isReported(value: unknown): value is Reported {
  if (!isObject(value)) return false;
  const { since, values } = value as Partial<Reported>;
  return isTime(since) && isByGroup(values, (minutes) => isRecordOf(minutes, isNumber));
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}

function isTime(value: unknown): value is string {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value));
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

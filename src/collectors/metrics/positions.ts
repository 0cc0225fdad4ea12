import { diag } from '@opentelemetry/api';
import type { Cursor, Cursors, CursorStore, Reported } from './cursor-stores.ts';
import { ReportedValues } from './late-values.ts';

/** The most values that are saved with all cursors: some megabytes. */
const MAX_VALUES = 200_000;

/** How far one metric group of one account is handed out and stored. Times are in milliseconds since 1970. */
export class Position {
  /** The beginning of the next window; undefined if nothing was ever read. */
  handedOut: number | undefined;
  /** All documents of minutes before this are stored. */
  stored: number | undefined;
  /** The recent values among them; undefined if unknown. */
  storedValues: Reported | undefined;
  /** The values that were handed out recently; undefined if unknown: then no minute is read again. */
  reported: ReportedValues | undefined;

  /** Sets the beginning of the first window, so that a stop before anything is stored loses nothing. */
  begin(from: number): void {
    this.handedOut = from;
    this.stored = from;
  }

  onHandedOut(to: number): void {
    this.handedOut = Math.max(to, this.handedOut ?? to);
  }

  onStored(to: number, values: Reported | undefined): void {
    if (to < (this.stored ?? to)) return;
    this.stored = to;
    this.storedValues = values;
  }

  /** Continues with the stored values, of an earlier process too, if nothing was handed out since. */
  restoreReported(): void {
    if (this.storedValues && this.stored === this.handedOut) {
      this.reported ??= new ReportedValues(this.storedValues, this.stored);
    }
  }
}

/** The positions of all accounts and groups, and their cursors in the store. */
export class Positions {
  readonly #store: CursorStore | undefined;
  /** Id of the account in lower case → name of the group. */
  readonly #accounts = new Map<string, Map<string, Position>>();
  #hasWarned = false;
  /** The last save that has begun, and the one that will follow it. */
  #saving: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;

  /** @param store absent: positions are lost at the end of the process */
  constructor(store: CursorStore | undefined) {
    this.#store = store;
  }

  /** @throws the error of the store */
  async load(): Promise<void> {
    for (const [accountId, groups] of Object.entries((await this.#store?.load()) ?? {})) {
      for (const [group, cursor] of Object.entries(groups)) {
        const { to, reported } = typeof cursor === 'string' ? { to: cursor, reported: undefined } : cursor;
        const position = this.get(accountId, group);
        position.begin(Date.parse(to));
        position.storedValues = reported;
      }
    }
  }

  get(accountId: string, group: string): Position {
    const id = accountId.toLowerCase();
    let groups = this.#accounts.get(id);
    if (!groups) this.#accounts.set(id, (groups = new Map()));
    let position = groups.get(group);
    if (!position) groups.set(group, (position = new Position()));
    return position;
  }

  /** Whether positions survive a restart. */
  get areKept(): boolean {
    return this.#store !== undefined;
  }

  /** Forgets the handed-out values of an account that is gone. If it returns, reading continues with the stored ones. */
  forgetReported(accountId: string): void {
    for (const position of this.#accounts.get(accountId.toLowerCase())?.values() ?? []) position.reported = undefined;
  }

  /** Forgets accounts of which nothing was stored since `time`. */
  forgetBefore(time: number): void {
    for (const [accountId, groups] of this.#accounts) {
      const stored = [...groups.values()].map(({ stored = Infinity }) => stored);
      if (Math.max(...stored) < time) this.#accounts.delete(accountId);
    }
  }

  /** Settles when no save is under way. */
  async idle(): Promise<void> {
    await (this.#next ?? this.#saving).catch(() => {});
  }

  /** Settles when everything up to now is saved. Many calls share one save. */
  save(): Promise<void> {
    const store = this.#store;
    if (!store) return Promise.resolve();
    this.#next ??= this.#saving
      .catch(() => {})
      .then(() => {
        this.#next = undefined;
        return (this.#saving = store.save(this.#cursors()));
      });
    return this.#next;
  }

  #cursors(): Cursors {
    const cursors: Record<string, Record<string, Cursor>> = {};
    let room = MAX_VALUES;
    for (const [accountId, groups] of this.#accounts) {
      for (const [group, { stored, storedValues: reported }] of groups) {
        if (stored === undefined) continue;
        const to = new Date(stored).toISOString();
        if (reported) room -= countValues(reported);
        (cursors[accountId] ??= {})[group] = reported && room >= 0 ? { to, reported } : to;
      }
    }
    if (room < 0 && !this.#hasWarned) {
      this.#hasWarned = true;
      diag.warn(
        `Azure Monitor metrics: there are more than ${MAX_VALUES} recent values, not all are kept for a restart: ` +
          'of some accounts, values that come late during a restart will be missing',
      );
    }
    return cursors;
  }
}

function countValues({ values }: Reported): number {
  let count = 0;
  for (const metrics of Object.values(values)) {
    for (const minutes of Object.values(metrics)) count += Object.keys(minutes).length;
  }
  return count;
}

import { diag } from '@opentelemetry/api';
import type { Cursor, Cursors, CursorStore, Reported } from './cursor-stores.ts';

/** The most values that are kept with all cursors: some megabytes. */
const MOST_VALUES = 200_000;

/** One account, as far as it is stored. */
export interface StoredPart {
  readonly accountId: string;
  readonly reported: Reported | undefined;
}

/**
 * Up to where one metric group of one account is handed out, and up to where it is stored; with what was stored lately,
 * so that a process that goes on from there finds what came late meanwhile.
 */
export class Positions {
  readonly #store: CursorStore | undefined;
  readonly #stored = new Map<string, Map<string, number>>();
  readonly #handedOut = new Map<string, Map<string, number>>();
  readonly #reported = new Map<string, Map<string, Reported | undefined>>();
  #hasWarned = false;
  #saving: Promise<void> | undefined;
  #next: Promise<void> | undefined;

  /** @param store absent: cursors are forgotten at the end */
  constructor(store: CursorStore | undefined) {
    this.#store = store;
  }

  /** @throws what the store throws */
  async load(): Promise<void> {
    for (const [accountId, groups] of Object.entries((await this.#store?.load()) ?? {})) {
      for (const [group, cursor] of Object.entries(groups)) {
        const to = Date.parse(typeof cursor === 'string' ? cursor : cursor.to);
        this.begin(accountId, group, to);
        if (typeof cursor !== 'string') this.#keep(accountId, group, cursor.reported);
      }
    }
  }

  /** Where the next window begins, in milliseconds since 1970; undefined if nothing was ever read. */
  get(accountId: string, group: string): number | undefined {
    return this.#handedOut.get(accountId.toLowerCase())?.get(group);
  }

  /** The values that were stored lately, if nothing was handed out since; undefined if they are not known. */
  reported(accountId: string, group: string): Reported | undefined {
    const id = accountId.toLowerCase();
    const isStored = this.#stored.get(id)?.get(group) === this.#handedOut.get(id)?.get(group);
    return isStored ? this.#reported.get(id)?.get(group) : undefined;
  }

  /** Whether cursors survive a stop. */
  get areKept(): boolean {
    return this.#store !== undefined;
  }

  /** Sets where reading begins, so that a stop before anything is stored loses nothing either. */
  begin(accountId: string, group: string, from: number): void {
    forward(this.#stored, accountId, group, from);
    forward(this.#handedOut, accountId, group, from);
  }

  onHandedOut(accountIds: readonly string[], group: string, to: number): void {
    for (const id of accountIds) forward(this.#handedOut, id, group, to);
  }

  /** As {@link save}. */
  async onStored(parts: readonly StoredPart[], group: string, to: number): Promise<void> {
    for (const { accountId, reported } of parts) {
      const id = accountId.toLowerCase();
      if (to >= (this.#stored.get(id)?.get(group) ?? to)) this.#keep(id, group, reported);
      forward(this.#stored, id, group, to);
    }
    await this.save();
  }

  /** Forgets accounts that are stored up to no later than `time`: what was missed since is gone too. */
  forgetBefore(time: number): void {
    for (const [accountId, groups] of this.#stored) {
      if (Math.max(...groups.values()) >= time) continue;
      this.#stored.delete(accountId);
      this.#handedOut.delete(accountId);
      this.#reported.delete(accountId);
    }
  }

  /** Settles when nothing is being saved any more. */
  async idle(): Promise<void> {
    await (this.#next ?? this.#saving)?.catch(() => {});
  }

  /** @returns settles when a save has settled that holds everything up to now; many calls share one save */
  save(): Promise<void> {
    if (!this.#store) return Promise.resolve();
    if (!this.#saving) return (this.#saving = this.#saveNow());
    this.#next ??= this.#saving
      .catch(() => {})
      .then(() => {
        this.#next = undefined;
        return (this.#saving = this.#saveNow());
      });
    return this.#next;
  }

  async #saveNow(): Promise<void> {
    try {
      await this.#store?.save(this.#cursors());
    } finally {
      if (!this.#next) this.#saving = undefined;
    }
  }

  #keep(accountId: string, group: string, reported: Reported | undefined): void {
    let groups = this.#reported.get(accountId);
    if (!groups) this.#reported.set(accountId, (groups = new Map()));
    groups.set(group, reported);
  }

  #cursors(): Cursors {
    let room = MOST_VALUES;
    const cursorOf = (accountId: string, group: string, time: number): Cursor => {
      const to = new Date(time).toISOString();
      const reported = this.#reported.get(accountId)?.get(group);
      if (!reported) return to;
      room -= countValues(reported);
      return room < 0 ? to : { to, reported };
    };
    const cursors = [...this.#stored].map(([accountId, groups]) => {
      const entries = [...groups].map(([group, time]) => [group, cursorOf(accountId, group, time)]);
      return [accountId, Object.fromEntries(entries)];
    });
    if (room < 0 && !this.#hasWarned) {
      this.#hasWarned = true;
      diag.warn(
        `Metrics: more than ${MOST_VALUES} values are read again for late ones, not all are kept for a restart: ` +
          'of some accounts, values that come late during a restart will be missing',
      );
    }
    return Object.fromEntries(cursors);
  }
}

function countValues({ values }: Reported): number {
  let count = 0;
  for (const metrics of Object.values(values)) {
    for (const minutes of Object.values(metrics)) count += Object.keys(minutes).length;
  }
  return count;
}

/** A position never goes back. */
function forward(positions: Map<string, Map<string, number>>, accountId: string, group: string, time: number): void {
  const id = accountId.toLowerCase();
  let groups = positions.get(id);
  if (!groups) positions.set(id, (groups = new Map()));
  groups.set(group, Math.max(time, groups.get(group) ?? time));
}

import type { Cursors, CursorStore } from './cursor-store.ts';

/** Up to where one metric group of one account is handed out, and up to where it is stored. */
export class Positions {
  readonly #store: CursorStore | undefined;
  readonly #stored = new Map<string, Map<string, number>>();
  readonly #handedOut = new Map<string, Map<string, number>>();
  #saving: Promise<void> | undefined;
  #next: Promise<void> | undefined;

  /** @param store absent: cursors are forgotten at the end */
  constructor(store: CursorStore | undefined) {
    this.#store = store;
  }

  /** @throws what the store throws */
  async load(): Promise<void> {
    for (const [accountId, groups] of Object.entries((await this.#store?.load()) ?? {})) {
      for (const [group, time] of Object.entries(groups)) {
        forward(this.#stored, accountId, group, Date.parse(time));
        forward(this.#handedOut, accountId, group, Date.parse(time));
      }
    }
  }

  /** Where the next window begins, in milliseconds since 1970; undefined if nothing was ever read. */
  get(accountId: string, group: string): number | undefined {
    return this.#handedOut.get(accountId.toLowerCase())?.get(group);
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
  async onStored(accountIds: readonly string[], group: string, to: number): Promise<void> {
    for (const id of accountIds) forward(this.#stored, id, group, to);
    await this.save();
  }

  /** Forgets accounts that are stored up to no later than `time`: what was missed since is gone too. */
  forgetBefore(time: number): void {
    for (const [accountId, groups] of this.#stored) {
      if (Math.max(...groups.values()) >= time) continue;
      this.#stored.delete(accountId);
      this.#handedOut.delete(accountId);
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

  #cursors(): Cursors {
    const groupsOf = (groups: Map<string, number>): Record<string, string> =>
      Object.fromEntries([...groups].map(([group, time]) => [group, new Date(time).toISOString()]));
    return Object.fromEntries([...this.#stored].map(([accountId, groups]) => [accountId, groupsOf(groups)]));
  }
}

/** A position never goes back. */
function forward(positions: Map<string, Map<string, number>>, accountId: string, group: string, time: number): void {
  const id = accountId.toLowerCase();
  let groups = positions.get(id);
  if (!groups) positions.set(id, (groups = new Map()));
  groups.set(group, Math.max(time, groups.get(group) ?? time));
}

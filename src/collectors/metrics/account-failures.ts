import { diag } from '@opentelemetry/api';

/** Ids that a message names; of the rest it says how many they are. */
const NAMED = 3;

/** Tells which accounts can't be read, when that changes: not with each collection, and not one by one. */
export class AccountFailures {
  #before: ReadonlyMap<string, string> = new Map();
  #now = new Map<string, string>();

  /** One of the account's groups failed in this round. */
  add(accountId: string, reason: string): void {
    if (!this.#now.has(accountId)) this.#now.set(accountId, reason);
  }

  /**
   * The round is over.
   *
   * @param accounts those that are there: of one that is gone, nothing is told
   */
  tell(accounts: readonly { readonly id: string }[]): void {
    const changed = [...this.#now].filter(([id, reason]) => this.#before.get(id) !== reason);
    for (const [reason, ids] of Map.groupBy(changed, ([, reason]) => reason)) {
      diag.warn(
        `Azure Monitor metrics: ${list(ids.map(([id]) => id))} can't be read, and will be asked for again from where it ` +
          `stopped: ${reason}`,
      );
    }
    const working = accounts.map(({ id }) => id).filter((id) => this.#before.has(id) && !this.#now.has(id));
    if (working.length > 0) diag.info(`Azure Monitor metrics: ${list(working)} can be read again`);
    this.#before = this.#now;
    this.#now = new Map();
  }
}

function list(ids: readonly string[]): string {
  const more = ids.length - NAMED;
  return ids.slice(0, NAMED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

import { diag } from '@opentelemetry/api';

/** Logs each fact once: a state that does not change is not repeated with each collection. */
export class Log {
  readonly #what: string;
  readonly #logged = new Set<string>();
  readonly #failing = new Map<string, string>();

  /** @param what the beginning of each message */
  constructor(what = 'Azure Monitor metrics') {
    this.#what = what;
  }

  /** The subjects that fail at present, with the reason; undefined if there are none. */
  get trouble(): string | undefined {
    const failing = [...this.#failing].map(([subject, reason]) => `${subject}: ${reason}`);
    return failing.length > 0 ? failing.join('; ') : undefined;
  }

  warnOnce(key: string, message: string): void {
    this.warnOnceFor(
      [key],
      (key) => key,
      () => message,
    );
  }

  /** Logs one message for all items that were not logged before. */
  warnOnceFor<T>(items: readonly T[], key: (item: T) => string, message: (items: readonly T[]) => string): void {
    const news = items.filter((item) => !this.#logged.has(key(item)));
    if (news.length === 0) return;
    for (const item of news) this.#logged.add(key(item));
    diag.warn(`${this.#what}: ${message(news)}`);
  }

  /** Logs a failure, unless the last one of this subject had the same reason. */
  onFailure(subject: string, reason: string): void {
    if (this.#failing.get(subject) === reason) return;
    this.#failing.set(subject, reason);
    diag.warn(`${this.#what}: ${subject}: ${reason}`);
  }

  /** Logs a recovery, if the subject failed before. */
  onSuccess(subject: string): void {
    if (this.#failing.delete(subject)) diag.info(`${this.#what}: ${subject}: works again`);
  }
}

/** Id of an account → why it could not be read in a round. */
export type AccountFailures = ReadonlyMap<string, string>;

/**
 * Logs which accounts began to fail and which recovered: one message for each reason, not one for each account.
 *
 * @param accounts present ones; nothing is logged for an account that is gone
 */
export function logFailureChanges(before: AccountFailures, now: AccountFailures, accounts: readonly string[]): void {
  const changed = [...now].filter(([id, reason]) => before.get(id) !== reason);
  for (const [reason, failures] of Map.groupBy(changed, ([, reason]) => reason)) {
    const ids = failures.map(([id]) => id);
    diag.warn(
      `Azure Monitor metrics: ${listIds(ids)} can't be read, and will be read again from where it stopped: ${reason}`,
    );
  }
  const recovered = accounts.filter((id) => before.has(id) && !now.has(id));
  if (recovered.length > 0) diag.info(`Azure Monitor metrics: ${listIds(recovered)} can be read again`);
}

/** Ids that a message names; of the others it gives the number. */
const MAX_NAMED = 3;

function listIds(ids: readonly string[]): string {
  const more = ids.length - MAX_NAMED;
  return ids.slice(0, MAX_NAMED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

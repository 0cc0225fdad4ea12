import { diag } from '@opentelemetry/api';

/** Tells everything once: what does not change is not told again with each collection. */
export class Notices {
  readonly #told = new Set<string>();
  readonly #failing = new Map<string, string>();

  /** What fails at present, and why; undefined while nothing does. */
  get trouble(): string | undefined {
    const failing = [...this.#failing].map(([subject, reason]) => `${subject}: ${reason}`);
    return failing.length > 0 ? failing.join('; ') : undefined;
  }

  /** Told the first time for this key. */
  once(key: string, message: string): void {
    this.onceFor(
      [key],
      (key) => key,
      () => message,
    );
  }

  /** Told of the items that were not told before, in one message. */
  onceFor<T>(items: readonly T[], key: (item: T) => string, message: (items: readonly T[]) => string): void {
    const news = items.filter((item) => !this.#told.has(key(item)));
    if (news.length === 0) return;
    for (const item of news) this.#told.add(key(item));
    diag.warn(`Azure Monitor metrics: ${message(news)}`);
  }

  /** Told if this subject did not fail before, or failed for another reason. */
  failing(subject: string, reason: string): void {
    if (this.#failing.get(subject) === reason) return;
    this.#failing.set(subject, reason);
    diag.warn(`Azure Monitor metrics: ${subject}: ${reason}`);
  }

  /** Told if this subject failed before. */
  working(subject: string): void {
    if (this.#failing.delete(subject)) diag.info(`Azure Monitor metrics: ${subject}: works again`);
  }
}

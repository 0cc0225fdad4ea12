import type { Document } from '../contracts/document.ts';
import type { Outcome, Rejected, Sink } from '../contracts/sink.ts';

/** A document as it is sent. */
export interface Encoded {
  /** Its size in the request. */
  readonly bytes: number;
}

/** How {@link groupWrites} groups documents into requests, and sends them. */
export interface GroupingOptions<E extends Encoded> {
  /** Returns the size at which a request is full, in bytes. It may change. */
  readonly flushBytes: () => number;
  /** How long a request that is not full waits for more documents, in milliseconds. */
  readonly flushInterval: number;
  /** Requests in flight. */
  readonly concurrency: number;
  /** Encodes a document, or rejects one that can't be sent. A document on which it throws is rejected too. */
  encode(document: Document): E | Rejected;
  /** Sends one request. It returns an outcome for each document; an error rejects each write that has one of them. */
  send(group: readonly E[]): Promise<readonly Outcome[]>;
  /** Called when all writes have settled. */
  close?(): Promise<void>;
}

/**
 * Creates a sink that puts the documents of several writes into one request. At most `flushBytes` are encoded for each
 * request in flight, and for the next one; all other documents wait with their caller.
 */
export function groupWrites<E extends Encoded>(options: GroupingOptions<E>): Sink {
  const groups = new Groups(options);
  return {
    write: (documents) => groups.write(documents),
    close: async () => {
      await groups.flush();
      await options.close?.();
    },
  };
}

/** A document without an outcome. */
interface Pending {
  readonly document: Document;
  /** Identifies the call of `write`. */
  readonly write: symbol;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
}

class Groups<E extends Encoded> {
  readonly #options: GroupingOptions<E>;
  #waiting: Pending[] = [];
  /** The group that is being filled. */
  #open: { readonly pending: Pending; readonly encoded: E }[] = [];
  #openBytes = 0;
  /** Whether the open group is sent without waiting for more documents. */
  #isDue = false;
  #timer: NodeJS.Timeout | undefined;
  readonly #running = new Set<Promise<void>>();

  constructor(options: GroupingOptions<E>) {
    this.#options = options;
  }

  write(documents: readonly Document[]): Promise<readonly Outcome[]> {
    const write = Symbol('write');
    const outcomes = documents.map((document) => {
      const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
      this.#waiting.push({ document, write, resolve, reject });
      return promise;
    });
    this.#advance();
    return Promise.all(outcomes);
  }

  async flush(): Promise<void> {
    while (this.#open.length > 0 || this.#running.size > 0) {
      this.#isDue = true;
      this.#advance();
      await Promise.race(this.#running);
    }
  }

  #advance(): void {
    while (this.#fill()) {
      if (this.#running.size >= this.#options.concurrency) return;
      this.#send();
    }
    if (this.#open.length > 0) {
      this.#timer ??= setTimeout(() => {
        this.#isDue = true;
        this.#advance();
      }, this.#options.flushInterval);
    }
  }

  /** @returns whether the open group is to be sent */
  #fill(): boolean {
    const flushBytes = this.#options.flushBytes();
    while (this.#openBytes < flushBytes) {
      const pending = this.#waiting.shift();
      if (pending === undefined) break;
      const encoded = this.#encode(pending.document);
      if ('status' in encoded) {
        pending.resolve(encoded);
      } else {
        this.#open.push({ pending, encoded });
        this.#openBytes += encoded.bytes;
      }
    }
    return this.#open.length > 0 && (this.#isDue || this.#openBytes >= flushBytes);
  }

  #encode(document: Document): E | Rejected {
    try {
      return this.#options.encode(document);
    } catch (error) {
      return { status: 'rejected', reason: `the document can't be encoded: ${String(error)}` };
    }
  }

  #send(): void {
    const group = this.#open;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    [this.#open, this.#openBytes, this.#isDue] = [[], 0, false];
    const sent = this.#settle(group).then(() => {
      this.#running.delete(sent);
      this.#advance();
    });
    this.#running.add(sent);
  }

  async #settle(group: readonly { readonly pending: Pending; readonly encoded: E }[]): Promise<void> {
    try {
      const outcomes = await this.#options.send(group.map(({ encoded }) => encoded));
      group.forEach(({ pending }, index) => pending.resolve(outcomes[index]!));
    } catch (error) {
      for (const { pending } of group) pending.reject(error);
      // The rest of a write that has failed is not sent.
      const failed = new Set(group.map(({ pending }) => pending.write));
      this.#waiting = this.#waiting.filter(({ write }) => !failed.has(write));
    }
  }
}

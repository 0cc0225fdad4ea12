import type { Document } from '../contracts/document.ts';
import type { Outcome, Sink } from '../contracts/sink.ts';

/** How writes are grouped into requests. */
export interface GroupingOptions {
  /** A request is full with the document that reaches so many bytes. */
  readonly flushBytes: number;
  /** How long a request that is not full waits for more documents, in milliseconds. */
  readonly flushInterval: number;
  /** Requests on their way at once. */
  readonly concurrency: number;
}

/** One document as it is sent. */
export interface Encoded {
  /** Its size in the request. */
  readonly bytes: number;
}

/** What the sinks that group have of their own. */
export interface Grouped<E extends Encoded> {
  /** What can't be sent at all is a rejection. What it throws is one too. */
  encode(document: Document): E | Extract<Outcome, { status: 'rejected' }>;
  /** @returns an outcome for each. What it throws is thrown by each write that had a document in the group. */
  send(group: readonly E[]): Promise<readonly Outcome[]>;
  /** Called when everything is settled. */
  close(): Promise<void>;
}

/** One call of `write`. */
interface Write {
  readonly documents: readonly Document[];
  readonly outcomes: Outcome[];
  /** How many documents have been taken into a group, or rejected. */
  taken: number;
  /** How many have an outcome. */
  settled: number;
  readonly resolve: (outcomes: readonly Outcome[]) => void;
  readonly reject: (error: unknown) => void;
}

interface Member<E> {
  readonly encoded: E;
  readonly write: Write;
  readonly index: number;
}

/**
 * A sink that puts the documents of several writes into one request. What is encoded is bounded by `flushBytes` for
 * each request on its way, and for the one that is being filled; further documents wait with their caller.
 *
 * @param options read before each request, so that they may change
 */
export function groupWrites<E extends Encoded>(options: GroupingOptions, grouped: Grouped<E>): Sink {
  const writes = new Groups(options, grouped);
  return {
    write: (documents) => writes.write(documents),
    close: async () => {
      await writes.flush();
      await grouped.close();
    },
  };
}

class Groups<E extends Encoded> {
  readonly #options: GroupingOptions;
  readonly #grouped: Grouped<E>;
  /** Those that have documents which are in no group yet. */
  readonly #waiting: Write[] = [];
  #open: Member<E>[] = [];
  #openBytes = 0;
  /** Whether the open group is sent without waiting for more. */
  #due = false;
  #timer: NodeJS.Timeout | undefined;
  readonly #running = new Set<Promise<void>>();

  constructor(options: GroupingOptions, grouped: Grouped<E>) {
    this.#options = options;
    this.#grouped = grouped;
  }

  write(documents: readonly Document[]): Promise<readonly Outcome[]> {
    if (documents.length === 0) return Promise.resolve([]);
    const { promise, resolve, reject } = Promise.withResolvers<readonly Outcome[]>();
    this.#waiting.push({ documents, outcomes: Array(documents.length), taken: 0, settled: 0, resolve, reject });
    this.#advance();
    return promise;
  }

  async flush(): Promise<void> {
    while (this.#open.length > 0 || this.#running.size > 0) {
      this.#due = true;
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
        this.#due = true;
        this.#advance();
      }, this.#options.flushInterval);
    }
  }

  /** @returns whether the open group is to be sent */
  #fill(): boolean {
    while (this.#openBytes < this.#options.flushBytes) {
      const write = this.#waiting[0];
      if (write === undefined) break;
      this.#take(write);
      if (write.taken === write.documents.length) this.#waiting.shift();
    }
    return this.#open.length > 0 && (this.#due || this.#openBytes >= this.#options.flushBytes);
  }

  #take(write: Write): void {
    const index = write.taken++;
    const encoded = this.#encode(write.documents[index] as Document);
    if ('status' in encoded) {
      settle(write, index, encoded);
      return;
    }
    this.#open.push({ encoded, write, index });
    this.#openBytes += encoded.bytes;
  }

  #encode(document: Document): E | Outcome {
    try {
      return this.#grouped.encode(document);
    } catch (error) {
      return { status: 'rejected', reason: `the document can't be encoded: ${String(error)}` };
    }
  }

  #send(): void {
    const members = this.#open;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    [this.#open, this.#openBytes, this.#due] = [[], 0, false];
    const sent = this.#settle(members).then(() => {
      this.#running.delete(sent);
      this.#advance();
    });
    this.#running.add(sent);
  }

  async #settle(members: readonly Member<E>[]): Promise<void> {
    try {
      const outcomes = await this.#grouped.send(members.map(({ encoded }) => encoded));
      members.forEach(({ write, index }, position) => settle(write, index, outcomes[position]!));
    } catch (error) {
      const failed = new Set(members.map(({ write }) => write));
      for (const write of failed) write.reject(error);
      // The rest of a write that has failed is not sent.
      for (const write of failed) {
        const position = this.#waiting.indexOf(write);
        if (position >= 0) this.#waiting.splice(position, 1);
      }
    }
  }
}

function settle(write: Write, index: number, outcome: Outcome): void {
  write.outcomes[index] = outcome;
  write.settled += 1;
  if (write.settled === write.documents.length) write.resolve(write.outcomes);
}

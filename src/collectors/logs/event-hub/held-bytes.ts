/** Bytes that an event is taken to need beside its body. */
const OVERHEAD = 1024;
/** How large an event is taken to be before there was one: Event Hubs takes up to 1 MB. */
const FIRST_EXPECTED = 262_144;
/** How many may come of a partition before its first has shown how large they are. */
const FIRST_CREDIT = 16;
/** An event is never expected to be smaller: larger ones may follow before less credit can be given. */
const LEAST_EXPECTED = 32_768;
/** How fast a large event is forgotten: in a hundred or so of small ones. */
const DECAY = 0.98;

/** A link from which events come, as far as its credit goes: how many events its sender may still send. */
export interface CreditLink {
  readonly credit: number;
  isOpen(): boolean;
  addCredit(credit: number): void;
}

/** Events that the client has handed over together. */
export interface HeldEvents {
  /**
   * From now on they are mapped and stored, which needs several times their bytes.
   *
   * @returns false if so many others are being stored that these have to wait
   */
  begin(): boolean;
  /** They are held no more; further calls do nothing. */
  release(): void;
}

/**
 * Bounds the bytes of events that one process holds, over all its partitions: from the moment when an event arrives
 * until it is stored. A partition gets no more credit while what is held, with what may still come for the credit that
 * is given, would go beyond the limit.
 *
 * No event tells its size before it comes: it is expected to be as large as those before it. Larger ones may come
 * beyond the limit: they wait as they were received until others are stored.
 *
 * At most half of the limit is for what may still come, in equal shares, so that partitions without events keep little
 * from the others. Only where one event of each partition is more than this half does each have one event on its way
 * nevertheless. When bytes are released, the partition that holds the least is served first.
 */
export class HeldBytes {
  readonly #limit: number;
  readonly #onRelease: () => void;
  readonly #partitions = new Map<string, PartitionBytes>();
  #held = 0;
  #begun = 0;

  /**
   * @param limit in bytes; an event that is larger is read when nothing else is held
   * @param onRelease called when events that had to wait may begin
   */
  constructor(limit: number, onRelease: () => void = () => {}) {
    this.#limit = limit;
    this.#onRelease = onRelease;
  }

  /** Bytes that are held now. */
  get held(): number {
    return this.#held;
  }

  /** Begins to count for a partition that this process reads from now on. */
  open(partitionId: string): PartitionBytes {
    const known = [...this.#partitions.values()].map(({ expected }) => expected);
    const partition = new PartitionBytes(Math.max(...known, known.length > 0 ? 0 : FIRST_EXPECTED), {
      add: (bytes) => void (this.#held += bytes),
      begin: (bytes) => this.#begin(bytes),
      end: (bytes) => void (this.#begun -= bytes),
      grant: () => this.#grant(partition),
      onRelease: () => this.#released(),
      close: () => {
        if (this.#partitions.get(partitionId) === partition) this.#partitions.delete(partitionId);
      },
    });
    this.#partitions.set(partitionId, partition);
    return partition;
  }

  /** The partition, while this process reads it. */
  partition(partitionId: string): PartitionBytes | undefined {
    return this.#partitions.get(partitionId);
  }

  #begin(bytes: number): boolean {
    if (this.#begun > 0 && this.#begun + bytes > this.#limit) return false;
    this.#begun += bytes;
    return true;
  }

  #released(): void {
    for (const partition of [...this.#partitions.values()].toSorted((a, b) => a.held - b.held)) this.#grant(partition);
    this.#onRelease();
  }

  #grant(partition: PartitionBytes): void {
    const { link, expected } = partition;
    if (!link) return;
    const linked = [...this.#partitions.values()].filter((one) => one.link);
    const share = Math.max(1, Math.floor(this.#limit / 2 / linked.length / expected));
    const wanted = Math.min(partition.wanted, share, partition.hasArrivals ? Infinity : FIRST_CREDIT);
    // In steps of some events, not with a frame for each.
    if (link.credit > wanted / 2) return;
    const onTheirWay = linked.reduce((bytes, one) => bytes + one.onItsWay, 0);
    const room = Math.floor((this.#limit - this.#held - onTheirWay) / expected);
    const passesAlone = this.#held === 0 || this.#held + expected <= this.#limit / 2;
    const credit = Math.min(wanted - link.credit, Math.max(room, link.credit === 0 && passesAlone ? 1 : 0));
    if (credit > 0) link.addCredit(credit);
  }
}

interface Ledger {
  /** Counts bytes that are held, or with a minus sign no longer held. */
  add(bytes: number): void;
  /** @see HeldEvents.begin */
  begin(bytes: number): boolean;
  /** Bytes that were begun are stored. */
  end(bytes: number): void;
  /** Gives this partition what credit it may have. */
  grant(): void;
  /** Gives all partitions what credit they may have now. */
  onRelease(): void;
  close(): void;
}

/** The bytes that are held of one partition, as long as this process reads it. */
export class PartitionBytes {
  /** In bytes. */
  held = 0;
  /** How large the next event is taken to be, in bytes. */
  expected: number;
  /** Whether an event came already. */
  hasArrivals = false;
  /** How many events the client would have on their way. */
  wanted = 0;
  readonly #ledger: Ledger;
  /** Of the events that wait in the client, by sequence number. */
  readonly #waiting = new Map<number, number>();
  #link: CreditLink | undefined;
  #closed = false;

  constructor(expected: number, ledger: Ledger) {
    this.expected = expected;
    this.#ledger = ledger;
  }

  get link(): CreditLink | undefined {
    return this.#link?.isOpen() ? this.#link : undefined;
  }

  /** Bytes that may still come for the credit that is given. */
  get onItsWay(): number {
    return (this.link?.credit ?? 0) * this.expected;
  }

  /** The client wants this many events on their way over this link. */
  want(link: CreditLink, credit: number): void {
    if (this.#closed) return;
    this.#link = link;
    this.wanted = credit;
    this.#ledger.grant();
  }

  onArrival(sequenceNumber: number, bodyBytes: number): void {
    if (this.#closed) return;
    const bytes = bodyBytes + OVERHEAD;
    this.hasArrivals = true;
    this.expected = Math.max(bytes, this.expected * DECAY, LEAST_EXPECTED);
    this.wanted -= 1;
    // After its link was lost the client may ask for an event again.
    this.#add(bytes - (this.#waiting.get(sequenceNumber) ?? 0));
    this.#waiting.set(sequenceNumber, bytes);
    this.#ledger.grant();
  }

  /** The client has handed over all events up to this one. */
  handOver(lastSequenceNumber: number): HeldEvents {
    let bytes = 0;
    for (const [sequenceNumber, size] of this.#waiting) {
      if (sequenceNumber > lastSequenceNumber) continue;
      this.#waiting.delete(sequenceNumber);
      bytes += size;
    }
    let begun = 0;
    return {
      begin: () => {
        if (!this.#ledger.begin(bytes)) return false;
        begun = bytes;
        return true;
      },
      release: () => {
        if (bytes === 0) return;
        this.#add(-bytes);
        this.#ledger.end(begun);
        bytes = begun = 0;
        this.#ledger.onRelease();
      },
    };
  }

  /** The partition is read no more: what waits in the client is dropped there. */
  close(): void {
    this.#closed = true;
    this.#ledger.close();
    this.handOver(Infinity).release();
  }

  #add(bytes: number): void {
    this.held += bytes;
    this.#ledger.add(bytes);
  }
}

/** Bytes that an event is expected to need in addition to its body. */
const OVERHEAD = 1024;
/** Expected size of an event before the first one arrives; Event Hubs allows 1 MB. */
const FIRST_EXPECTED = 262_144;
/** Credit of a partition before its first event shows how large its events are. */
const FIRST_CREDIT = 16;
/** Smallest expected size: larger events may follow before the credit can be lowered. */
const LEAST_EXPECTED = 32_768;
/** How fast the expected size falls after a large event: within about a hundred small ones. */
const DECAY = 0.98;

/** A receiver's link. Its credit is the number of events that the sender may still send. */
export interface CreditLink {
  readonly credit: number;
  isOpen(): boolean;
  addCredit(credit: number): void;
}

/** The bytes of the events of one batch. */
export interface HeldEvents {
  /**
   * Counts the events as being mapped and stored, which needs several times their bytes.
   *
   * @returns false if so many others are being stored that these must wait
   */
  begin(): boolean;
  /** Ends counting the events as held; further calls have no effect. */
  release(): void;
}

/**
 * Bounds the bytes of events that one process holds over all partitions, from their arrival until they are stored. A
 * partition gets more credit only while the bytes that are held, together with the bytes that may still arrive for the
 * credit given, stay within the limit.
 *
 * The size of an event is unknown before it arrives: it is expected to be as large as the events before it. Larger events
 * may exceed the limit: they wait unprocessed until others are stored.
 *
 * At most half of the limit is for events on their way, in equal shares, so that partitions without events reserve
 * little. If even one event of each partition exceeds that half, each partition still gets credit for one event. When
 * bytes are released, the partition that holds the least gets credit first.
 */
export class HeldBytes {
  readonly #limit: number;
  readonly #onRelease: () => void;
  readonly #partitions = new Map<string, PartitionBytes>();
  #held = 0;
  #begun = 0;

  /**
   * @param limit in bytes; a larger event is read when no others are held
   * @param onRelease called when waiting events may begin
   */
  constructor(limit: number, onRelease: () => void = () => {}) {
    this.#limit = limit;
    this.#onRelease = onRelease;
  }

  /** Bytes of all events that are held. */
  get held(): number {
    return this.#held;
  }

  /** Starts to count for a partition that this process begins to read. */
  open(partitionId: string): PartitionBytes {
    const known = [...this.#partitions.values()].map(({ expected }) => expected);
    const partition = new PartitionBytes(Math.max(...known, known.length > 0 ? 0 : FIRST_EXPECTED), {
      add: (bytes) => void (this.#held += bytes),
      begin: (bytes) => this.#begin(bytes),
      end: (bytes) => void (this.#begun -= bytes),
      grant: () => this.#grant(partition),
      onRelease: () => this.#onReleased(),
      close: () => {
        if (this.#partitions.get(partitionId) === partition) this.#partitions.delete(partitionId);
      },
    });
    this.#partitions.set(partitionId, partition);
    return partition;
  }

  /** Returns the bytes of a partition that this process reads. */
  partition(partitionId: string): PartitionBytes | undefined {
    return this.#partitions.get(partitionId);
  }

  #begin(bytes: number): boolean {
    if (this.#begun > 0 && this.#begun + bytes > this.#limit) return false;
    this.#begun += bytes;
    return true;
  }

  #onReleased(): void {
    for (const partition of [...this.#partitions.values()].toSorted((a, b) => a.held - b.held)) this.#grant(partition);
    this.#onRelease();
  }

  #grant(partition: PartitionBytes): void {
    const { link, expected } = partition;
    if (!link) return;
    const linked = [...this.#partitions.values()].filter((one) => one.link);
    const share = Math.max(1, Math.floor(this.#limit / 2 / linked.length / expected));
    const wanted = Math.min(partition.wanted, share, partition.hasArrivals ? Infinity : FIRST_CREDIT);
    // Credit is added for several events at once, to send fewer frames.
    if (link.credit > wanted / 2) return;
    const onTheirWay = linked.reduce((bytes, one) => bytes + one.onItsWay, 0);
    const room = Math.floor((this.#limit - this.#held - onTheirWay) / expected);
    const maySendOne = this.#held === 0 || this.#held + expected <= this.#limit / 2;
    const credit = Math.min(wanted - link.credit, Math.max(room, link.credit === 0 && maySendOne ? 1 : 0));
    if (credit > 0) link.addCredit(credit);
  }
}

/** The operations of {@link HeldBytes} that a partition calls. */
interface Totals {
  /** Adds bytes to those that are held; a negative number removes them. */
  add(bytes: number): void;
  /** @see HeldEvents.begin */
  begin(bytes: number): boolean;
  /** Removes bytes from those that are being stored. */
  end(bytes: number): void;
  /** Gives this partition the credit that it may have. */
  grant(): void;
  /** Gives all partitions the credit that they may have now. */
  onRelease(): void;
  close(): void;
}

/** The bytes that are held of one partition while this process reads it. */
export class PartitionBytes {
  /** In bytes. */
  held = 0;
  /** Expected size of the next event, in bytes. */
  expected: number;
  hasArrivals = false;
  /** How many events the client wants on their way. */
  wanted = 0;
  readonly #totals: Totals;
  /** Bytes of the events that wait in the client, by sequence number. */
  readonly #waiting = new Map<number, number>();
  #link: CreditLink | undefined;
  #closed = false;

  constructor(expected: number, totals: Totals) {
    this.expected = expected;
    this.#totals = totals;
  }

  get link(): CreditLink | undefined {
    return this.#link?.isOpen() ? this.#link : undefined;
  }

  /** Expected bytes of the events that may still arrive for the credit given. */
  get onItsWay(): number {
    return (this.link?.credit ?? 0) * this.expected;
  }

  /** Records that the client wants this many events on their way over this link. */
  want(link: CreditLink, credit: number): void {
    if (this.#closed) return;
    this.#link = link;
    this.wanted = credit;
    this.#totals.grant();
  }

  onArrival(sequenceNumber: number, bodyBytes: number): void {
    if (this.#closed) return;
    const bytes = bodyBytes + OVERHEAD;
    this.hasArrivals = true;
    this.expected = Math.max(bytes, this.expected * DECAY, LEAST_EXPECTED);
    this.wanted -= 1;
    // After a lost link the hub may send an event again.
    this.#add(bytes - (this.#waiting.get(sequenceNumber) ?? 0));
    this.#waiting.set(sequenceNumber, bytes);
    this.#totals.grant();
  }

  /** Takes all events up to this one out of those that wait in the client. */
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
        if (!this.#totals.begin(bytes)) return false;
        begun = bytes;
        return true;
      },
      release: () => {
        if (bytes === 0) return;
        this.#add(-bytes);
        this.#totals.end(begun);
        bytes = begun = 0;
        this.#totals.onRelease();
      },
    };
  }

  /** Ends reading the partition: the client drops the events that wait in it. */
  close(): void {
    this.#closed = true;
    this.#totals.close();
    this.handOver(Infinity).release();
  }

  #add(bytes: number): void {
    this.held += bytes;
    this.#totals.add(bytes);
  }
}

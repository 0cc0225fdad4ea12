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
    const partition = new PartitionBytes(this, partitionId, Math.max(...known, known.length > 0 ? 0 : FIRST_EXPECTED));
    this.#partitions.set(partitionId, partition);
    return partition;
  }

  /** Called by a partition that this process no longer reads. */
  close(partition: PartitionBytes): void {
    if (this.partition(partition.id) === partition) this.#partitions.delete(partition.id);
  }

  /** Returns the bytes of a partition that this process reads. */
  partition(id: string): PartitionBytes | undefined {
    return this.#partitions.get(id);
  }

  /** Adds bytes to those that are held; a negative number removes them. */
  add(bytes: number): void {
    this.#held += bytes;
  }

  /** @see HeldEvents.begin */
  begin(bytes: number): boolean {
    if (this.#begun > 0 && this.#begun + bytes > this.#limit) return false;
    this.#begun += bytes;
    return true;
  }

  /** Removes bytes from those that are being stored, and gives all partitions the credit that they may have now. */
  end(bytes: number): void {
    this.#begun -= bytes;
    for (const partition of [...this.#partitions.values()].toSorted((a, b) => a.held - b.held)) this.grant(partition);
    this.#onRelease();
  }

  /** Gives a partition the credit that it may have. */
  grant(partition: PartitionBytes): void {
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

/** The bytes that are held of one partition while this process reads it. */
export class PartitionBytes {
  readonly id: string;
  /** In bytes. */
  held = 0;
  /** Expected size of the next event, in bytes. */
  expected: number;
  hasArrivals = false;
  /** How many events the client wants on their way. */
  wanted = 0;
  readonly #total: HeldBytes;
  /** Bytes of the events that wait in the client, by sequence number. */
  readonly #waiting = new Map<number, number>();
  #link: CreditLink | undefined;
  #closed = false;

  constructor(total: HeldBytes, id: string, expected: number) {
    this.#total = total;
    this.id = id;
    this.expected = expected;
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
    this.#total.grant(this);
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
    this.#total.grant(this);
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
        if (!this.#total.begin(bytes)) return false;
        begun = bytes;
        return true;
      },
      release: () => {
        if (bytes === 0) return;
        this.#add(-bytes);
        const stored = begun;
        bytes = begun = 0;
        this.#total.end(stored);
      },
    };
  }

  /** Ends reading the partition: the client drops the events that wait in it. */
  close(): void {
    this.#closed = true;
    this.#total.close(this);
    this.handOver(Infinity).release();
  }

  #add(bytes: number): void {
    this.held += bytes;
    this.#total.add(bytes);
  }
}

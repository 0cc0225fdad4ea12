import { randomInt } from 'node:crypto';

/** An event in the hub. */
export interface StoredEvent {
  readonly sequenceNumber: number;
  /** Differs from the sequence number, so that code that confuses them fails. */
  readonly offset: string;
  /** Milliseconds since 1970. */
  readonly enqueuedTime: number;
  /** Encoded AMQP sections after the annotations: properties and body. */
  readonly sections: Buffer;
}

/** State of a partition, for the answers of `$management`. */
export interface PartitionState {
  readonly firstSequenceNumber: number;
  /** -1 while the partition is empty. */
  readonly lastSequenceNumber: number;
  readonly lastOffset: string;
  readonly lastEnqueuedTime: number;
}

/** A run of events. */
interface Segment {
  readonly first: number;
  readonly count: number;
  sectionsAt(index: number): Buffer;
  enqueuedTimeAt(index: number): number;
}

class HeldSegment implements Segment {
  readonly first: number;
  readonly #events: { sections: Buffer; enqueuedTime: number }[] = [];

  constructor(first: number) {
    this.first = first;
  }

  get count(): number {
    return this.#events.length;
  }

  push(sections: Buffer, enqueuedTime: number): void {
    this.#events.push({ sections, enqueuedTime });
  }

  sectionsAt(index: number): Buffer {
    return this.#events[index]!.sections;
  }

  enqueuedTimeAt(index: number): number {
    return this.#events[index]!.enqueuedTime;
  }
}

/** Bytes of an event: the factor between sequence numbers and offsets. */
const OFFSET_STEP = 512;

/**
 * The events of one partition. Appended events are held; generated events are created each time they are read, so that a
 * million of them need no memory.
 */
export class PartitionLog {
  readonly #segments: Segment[] = [];
  readonly #offsetBase: number = randomInt(1, 1000) * 1_000_000;
  readonly #listeners = new Set<() => void>();
  #next = 0;

  append(sections: Buffer, enqueuedTime: number = Date.now()): void {
    let segment = this.#segments.at(-1);
    if (!(segment instanceof HeldSegment)) this.#segments.push((segment = new HeldSegment(this.#next)));
    (segment as HeldSegment).push(sections, enqueuedTime);
    this.#next++;
    this.#notify();
  }

  /** Adds `count` events that `sectionsAt` creates each time they are read. */
  generate(count: number, sectionsAt: (index: number) => Buffer, enqueuedTime: number = Date.now()): void {
    this.#segments.push({ first: this.#next, count, sectionsAt, enqueuedTimeAt: () => enqueuedTime });
    this.#next += count;
    this.#notify();
  }

  get state(): PartitionState {
    const last = this.#next - 1;
    return {
      firstSequenceNumber: 0,
      lastSequenceNumber: last,
      lastOffset: last < 0 ? '-1' : this.#computeOffset(last),
      lastEnqueuedTime: last < 0 ? 0 : this.#readEnqueuedTime(last),
    };
  }

  /** Returns the event, or undefined if there is none with this number yet. */
  at(sequenceNumber: number): StoredEvent | undefined {
    const segment = this.#findSegment(sequenceNumber);
    if (!segment) return undefined;
    const index = sequenceNumber - segment.first;
    return {
      sequenceNumber,
      offset: this.#computeOffset(sequenceNumber),
      enqueuedTime: segment.enqueuedTimeAt(index),
      sections: segment.sectionsAt(index),
    };
  }

  /** Returns the first sequence number with this offset or a later one. */
  sequenceNumberAt(offset: number): number {
    return Math.max(0, Math.ceil((offset - this.#offsetBase) / OFFSET_STEP));
  }

  /** Returns the sequence number of the first event enqueued after this time. */
  sequenceNumberAfter(time: number): number {
    let sequenceNumber = 0;
    while (sequenceNumber < this.#next && this.#readEnqueuedTime(sequenceNumber) <= time) sequenceNumber++;
    return sequenceNumber;
  }

  /** @returns a function that removes the listener */
  onAppend(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #notify(): void {
    for (const listener of this.#listeners) listener();
  }

  #computeOffset(sequenceNumber: number): string {
    return String(this.#offsetBase + sequenceNumber * OFFSET_STEP);
  }

  #readEnqueuedTime(sequenceNumber: number): number {
    const segment = this.#findSegment(sequenceNumber) as Segment;
    return segment.enqueuedTimeAt(sequenceNumber - segment.first);
  }

  #findSegment(sequenceNumber: number): Segment | undefined {
    return this.#segments.findLast(({ first, count }) => sequenceNumber >= first && sequenceNumber < first + count);
  }
}

import type { DeadLetter } from '../contracts/document.ts';
import type { Lag, Source } from '../contracts/source.ts';
import { DeadLetterRate } from './dead-letter-rate.ts';

/** The state of one partition. */
export interface PartitionStatus extends Lag {
  /** Batches that the source has handed out and that are not settled. */
  readonly inFlight: number;
  /** When this process last acknowledged a batch of the partition, ISO 8601; absent before the first. */
  readonly checkpointAt?: string;
}

/** The state of a pipeline, and its counts since it was started. */
export interface PipelineStatus {
  readonly name: string;
  readonly state: PipelineState;
  /**
   * Present problems of source, sink, dead letters or checkpoints, and whether there are too many dead letters. Absent
   * while all is well.
   */
  readonly trouble?: string;
  readonly counts: Readonly<Record<PipelineCount, number>>;
  readonly partitions: Readonly<Record<string, PartitionStatus>>;
}

/** A `failed` pipeline ended with an error. */
export type PipelineState = 'starting' | 'running' | 'stopping' | 'stopped' | 'failed';

/**
 * A count of a pipeline:
 * - `received`: records of the source, such as events of a hub
 * - `filtered`: records, or parts of them, that are not wanted, such as those of other categories
 * - `mapped`: documents that the mapper made
 * - `written`: documents that the sink accepted
 * - `retried`: documents that were written again
 * - `deadLettered`: dead letters that were stored
 * - `acknowledged`: batches
 * - `abandoned`: batches that a stop no longer waited for; a restart reads them again
 */
export type PipelineCount = (typeof COUNTS)[number];

const COUNTS = [
  'received',
  'filtered',
  'mapped',
  'written',
  'retried',
  'deadLettered',
  'acknowledged',
  'abandoned',
] as const;

/** A part of the pipeline that can be in trouble. */
type Part = 'sink' | 'dead letters' | 'checkpoint';

interface Partition {
  inFlight: number;
  lag: Lag;
  checkpointAt?: number;
}

/** Counts and state of a pipeline, for its health endpoint, its metrics and its progress line. */
export class PipelineStatistics {
  readonly name: string;
  readonly counts: Record<PipelineCount, number> = Object.fromEntries(COUNTS.map((count) => [count, 0])) as Record<
    PipelineCount,
    number
  >;
  state: PipelineState = 'starting';
  /** The pipeline's source, once it reads. */
  source: Pick<Source<unknown>, 'trouble' | 'partitions'> = {};
  readonly #partitions = new Map<string, Partition>();
  readonly #troubles = new Map<Part, string>();
  readonly #deadLetterRate = new DeadLetterRate();

  constructor(name = 'pipeline') {
    this.name = name;
  }

  /** Sets or clears a problem. @returns whether it has begun or ended */
  setTrouble(part: Part, trouble: string | undefined): boolean {
    const before = this.#troubles.has(part);
    if (trouble === undefined) this.#troubles.delete(part);
    else this.#troubles.set(part, trouble);
    return before !== (trouble !== undefined);
  }

  /**
   * Records that the documents and dead letters of a batch are stored.
   *
   * @returns a warning if there are too many dead letters and one is due
   */
  onStored(documents: number, letters: readonly Pick<DeadLetter, 'reason'>[]): string | undefined {
    this.counts.deadLettered += letters.length;
    return this.#deadLetterRate.add(
      documents,
      letters.map(({ reason }) => reason),
    );
  }

  /** Records that the source has handed out a batch. */
  onBatch(partition: string, lag: Lag = {}): void {
    const status = this.#partitions.get(partition) ?? { inFlight: 0, lag };
    status.inFlight += 1;
    status.lag = lag;
    this.#partitions.set(partition, status);
  }

  /** Records that a batch was acknowledged or given up. */
  onSettled(partition: string, acknowledged: boolean): void {
    const status = this.#partitions.get(partition);
    if (!status) return;
    status.inFlight -= 1;
    if (acknowledged) status.checkpointAt = Date.now();
  }

  /** Returns the partitions that are read at present, and those with batches in flight. */
  partitions(): [name: string, Readonly<Partition>][] {
    const read = this.source.partitions;
    return [...this.#partitions].filter(([name, { inFlight }]) => !read || inFlight > 0 || read.includes(name));
  }

  status(): PipelineStatus {
    const reading = this.state === 'running' ? this.source.trouble : undefined;
    const troubles = [reading, ...this.#troubles.values(), this.#deadLetterRate.trouble].filter(
      (trouble) => trouble !== undefined,
    );
    const partitions = this.partitions().map(([name, { inFlight, lag, checkpointAt }]) => [
      name,
      { inFlight, ...lag, ...(checkpointAt && { checkpointAt: new Date(checkpointAt).toISOString() }) },
    ]);
    return {
      name: this.name,
      state: this.state,
      ...(troubles.length > 0 && { trouble: troubles.join('; ') }),
      counts: { ...this.counts },
      partitions: Object.fromEntries(partitions),
    };
  }
}

import { DeadLetterRate } from './dead-letter-rate.ts';
import type { DeadLetter } from '../contracts/document.ts';
import type { Lag, Source } from '../contracts/source.ts';

/** Where a pipeline stands with one partition. */
export interface PartitionStatus extends Lag {
  /** Batches handed out by the source and not settled yet. */
  readonly inFlight: number;
  /** When this process last acknowledged a batch of the partition, ISO 8601; absent before the first. */
  readonly checkpointAt?: string;
}

/** What a pipeline has done since it was started, and how it is. */
export interface PipelineStatus {
  readonly name: string;
  readonly state: PipelineState;
  /**
   * What is wrong at present with source, sink, dead letters or checkpoints, and whether there are too many dead letters;
   * absent while all is well.
   */
  readonly trouble?: string;
  readonly counts: Readonly<Record<PipelineCount, number>>;
  readonly partitions: Readonly<Record<string, PartitionStatus>>;
}

/** `failed` is a pipeline that ended with an error. */
export type PipelineState = 'starting' | 'running' | 'stopping' | 'stopped' | 'failed';

/**
 * What is counted: `received` records of the source, such as events of a hub; `filtered`, those that nobody wants, and
 * parts of them, such as records of foreign categories; `mapped`, documents; `written`, documents that the sink
 * accepted; `retried`, documents handed to the sink again; `deadLettered`, letters stored; `acknowledged`, batches;
 * `abandoned`, batches not settled when a stop took too long (they come again).
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

/** What can be in trouble by itself. */
type Part = 'sink' | 'dead letters' | 'checkpoint';

interface Partition {
  inFlight: number;
  lag: Lag;
  checkpointAt?: number;
}

/** What a pipeline knows of itself: for its health endpoint, its metrics and its progress line. */
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

  /**
   * @param name of the pipeline
   * @default 'pipeline'
   */
  constructor(name = 'pipeline') {
    this.name = name;
  }

  /** @returns whether this is news: trouble where there was none, or its end */
  setTrouble(part: Part, trouble: string | undefined): boolean {
    const before = this.#troubles.has(part);
    if (trouble === undefined) this.#troubles.delete(part);
    else this.#troubles.set(part, trouble);
    return before !== (trouble !== undefined);
  }

  /**
   * A batch is stored: so many documents, and the rest as dead letters.
   *
   * @returns a warning, if there are too many dead letters and it is time for one
   */
  onStored(documents: number, letters: readonly Pick<DeadLetter, 'reason'>[]): string | undefined {
    this.counts.deadLettered += letters.length;
    return this.#deadLetterRate.add(
      documents,
      letters.map(({ reason }) => reason),
    );
  }

  /** The source handed out a batch. */
  onBatch(partition: string, lag: Lag = {}): void {
    const status = this.#partitions.get(partition) ?? { inFlight: 0, lag };
    status.inFlight += 1;
    status.lag = lag;
    this.#partitions.set(partition, status);
  }

  /** A batch was acknowledged, or given up. */
  onSettled(partition: string, acknowledged: boolean): void {
    const status = this.#partitions.get(partition);
    if (!status) return;
    status.inFlight -= 1;
    if (acknowledged) status.checkpointAt = Date.now();
  }

  /** The partitions that are read at present, and those with batches that are not settled yet. */
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

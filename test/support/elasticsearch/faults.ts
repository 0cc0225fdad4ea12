import type { ForeignAnswer } from '../foreign-answers.ts';

/** The faults of bulk requests. */
export type Fault = When & What;

interface When {
  /** The number of affected bulk requests, or of documents with `items`. Infinity is null in JSON. @default 1 */
  readonly times?: number | null;
  /** Affects only every nth. @default 1 */
  readonly every?: number;
}

type What =
  /** The whole request gets this answer, and nothing is stored. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly type?: string;
      readonly reason?: string;
      /** Seconds, or an HTTP date. */
      readonly retryAfter?: string | number;
    }
  /** Another service answers in its place. */
  | { readonly kind: 'foreign'; readonly answer: ForeignAnswer }
  /** Documents with these ids, or any, get this answer and are not stored. */
  | {
      readonly kind: 'items';
      readonly status: number;
      readonly ids?: readonly string[];
      readonly type?: string;
      readonly reason?: string;
      readonly causedBy?: { readonly type: string; readonly reason: string };
    }
  /** The connection is dropped, before anything is stored or after, without an answer or in the middle of it. */
  | { readonly kind: 'drop'; readonly moment: 'before' | 'after' | 'mid-answer' }
  /** There is never an answer. */
  | { readonly kind: 'hang'; readonly moment: 'before' | 'after' }
  /** The answer comes so many milliseconds later. */
  | { readonly kind: 'slow'; readonly delay: number }
  /** Everything is stored, and answered with this text in place of the items. */
  | { readonly kind: 'answer'; readonly body: string; readonly product?: boolean };

/** A fault of one kind. */
export type FaultOf<K extends Fault['kind']> = Extract<Fault, { kind: K }>;

/** The faults that are switched on. */
export class Faults {
  #on: { readonly fault: Fault; left: number; seen: number }[] = [];

  add(...faults: readonly Fault[]): void {
    this.#on.push(
      ...faults.map((fault) => ({ fault, left: fault.times ?? (fault.times === null ? Infinity : 1), seen: 0 })),
    );
  }

  clear(): void {
    this.#on = [];
  }

  /** Returns and counts the first fault of these kinds that affects this request. */
  take<K extends Fault['kind']>(
    kinds: readonly K[],
    concerns: (fault: FaultOf<K>) => boolean = () => true,
  ): FaultOf<K> | undefined {
    for (const entry of this.#on) {
      const { fault } = entry;
      if (entry.left <= 0 || !isOf(fault, kinds) || !concerns(fault)) continue;
      entry.seen += 1;
      if (entry.seen % (fault.every ?? 1) !== 0) continue;
      entry.left -= 1;
      return fault;
    }
    return undefined;
  }
}

function isOf<K extends Fault['kind']>(fault: Fault, kinds: readonly K[]): fault is FaultOf<K> {
  return (kinds as readonly string[]).includes(fault.kind);
}

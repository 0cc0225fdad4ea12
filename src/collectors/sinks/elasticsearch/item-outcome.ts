import { ACCEPTED } from '../../pipeline/sink.ts';
import type { Outcome } from '../../pipeline/sink.ts';
import { type BulkItem, errorText } from './bulk-answer.ts';

/** What an item says of all documents: none is refused for it, and no waiting mends it. */
export type Obstacle = { readonly status: 'forbidden' | 'missing'; readonly reason: string };

/**
 * What became of one document. 409 means that its id is stored already, so that an earlier attempt, or an earlier run,
 * has stored it.
 */
export function itemOutcome({ status, error = {} }: BulkItem): Outcome | Obstacle {
  if ((status >= 200 && status < 300) || status === 409) return ACCEPTED;
  const reason = errorText(error);
  if (error.type === 'security_exception') return { status: 'forbidden', reason };
  if (error.type === 'index_not_found_exception') return { status: 'missing', reason };
  if (status === 429 || status >= 500 || PASSING.has(error.type ?? '')) return { status: 'retry', reason };
  return { status: 'rejected', reason };
}

/** Refusals with a 4xx status that say nothing of the document, and that an administrator lifts. */
const PASSING = new Set(['cluster_block_exception', 'index_closed_exception']);

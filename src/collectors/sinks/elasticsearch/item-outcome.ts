import { ACCEPTED } from '../../contracts/sink.ts';
import type { Outcome } from '../../contracts/sink.ts';
import { type BulkItem, errorText } from './bulk-answer.ts';

/** What an item says of all documents: none is refused for it, and waiting does not repair it. */
export type Obstacle = { readonly status: 'forbidden' | 'missing'; readonly reason: string };

/**
 * What became of one document. A version conflict means that its id is stored already, so that an earlier attempt, or an
 * earlier run, has stored it.
 */
export function itemOutcome({ status, error = {} }: BulkItem): Outcome | Obstacle {
  if (status >= 200 && status < 300) return ACCEPTED;
  if (status === 409 && error.type === 'version_conflict_engine_exception') return ACCEPTED;
  const reason = errorText(error);
  if (error.type === 'security_exception') return { status: 'forbidden', reason };
  if (error.type === 'index_not_found_exception') return { status: 'missing', reason };
  const isVerdict = status >= 400 && status < 500 && !PASSING_STATUSES.has(status) && !PASSING.has(error.type ?? '');
  return { status: isVerdict ? 'rejected' : 'retry', reason };
}

/** A timeout, another conflict than that of the id, too many requests. */
const PASSING_STATUSES = new Set([408, 409, 429]);

/** Refusals with a 4xx status that say nothing of the document, and that an administrator lifts. */
const PASSING = new Set(['cluster_block_exception', 'index_closed_exception']);

import type { VNode } from 'preact';
import type { CallSummary } from '../../../store/queries/calls.ts';
import { nameResult } from '../format/names.ts';
import { formatRetries } from '../format/numbers.ts';

/** Reasons to stop that a reader should see: the answer is not whole. */
const CUT: Readonly<Record<string, string>> = { content_filter: 'answer filtered', length: 'cut at its limit' };

/** How a call ended: a word, and the retries before it. */
export function ResultTag({ call }: { call: Pick<CallSummary, 'result' | 'finish' | 'retries'> }): VNode {
  const { result, finish, retries } = call;
  const cut = result === 'ok' ? finish.split(', ').find((one) => CUT[one] !== undefined) : undefined;
  return (
    <span class="results">
      <ResultWord result={result} />
      {cut !== undefined && <span class="tag warn">{CUT[cut]}</span>}
      {retries > 0 && <span class="dim">{formatRetries(retries)}</span>}
    </span>
  );
}

function ResultWord({ result }: Pick<CallSummary, 'result'>): VNode {
  const word = nameResult(result);
  if (result === 'ok') return <span>{word}</span>;
  if (result === 'cancelled') return <span class="dim">{word}</span>;
  return <span class={`tag ${result === 'throttled' || result === 'filtered' ? 'warn' : 'bad'}`}>{word}</span>;
}

import type { Dimension } from '../../../store/queries/filters.ts';
import type { ResultName } from '../../../store/results.ts';

const RESULTS: Readonly<Record<ResultName, string>> = {
  ok: 'answered',
  throttled: '429 throttled',
  filtered: 'prompt filtered',
  serverError: '5xx server error',
  noAnswer: 'no answer',
  clientError: 'other error',
  cancelled: 'cancelled',
};

/** Names how a call ended, in words. */
export function nameResult(result: string): string {
  return RESULTS[result as ResultName] ?? result;
}

/** Names a value of a dimension; an empty text is "no tenant". */
export function nameValue(dimension: Dimension, value: string): string {
  return value === '' ? `no ${dimension}` : value;
}

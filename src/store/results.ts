/** How a call ended. The numbers are stored. */
export const RESULTS = {
  ok: 0,
  /** 429. */
  throttled: 1,
  /** The content filter refused the prompt. */
  filtered: 2,
  /** 5xx. */
  serverError: 3,
  /** No answer: connection errors and timeouts. */
  noAnswer: 4,
  /** Any other 4xx, or an error that has no status. */
  clientError: 5,
  /** The application stopped reading. Not a failure. */
  cancelled: 6,
} as const;

/** The name of a result. */
export type ResultName = keyof typeof RESULTS;

/** The names of all results, by their numbers. */
export const RESULT_NAMES: readonly ResultName[] = Object.keys(RESULTS) as ResultName[];

/** Results that count as failed calls. */
export const FAILURES: readonly ResultName[] = ['throttled', 'filtered', 'serverError', 'noAnswer', 'clientError'];

import { useEffect, useRef, useState } from 'preact/hooks';
import { useLive } from './live.tsx';
import { apiSearch } from './url-state.ts';
import { BROWSER_ZONE } from '../format/times.ts';

/** A failure, with the next step for the reader. */
export interface Failure {
  readonly message: string;
  readonly advice: string;
  /** Whether the page tries again by itself. */
  readonly isTemporary: boolean;
}

/** An answer of the API. */
export interface Answer<T> {
  /** Kept while it is fetched again; undefined before the first answer. */
  readonly data: T | undefined;
  readonly failure: Failure | undefined;
  /** Whether `data` is of other parameters than the present ones, whose answer is still to come. */
  readonly isOutdated: boolean;
  readonly retry: () => void;
}

interface Request {
  readonly key: string;
  readonly controller: AbortController;
  isOpen: boolean;
  /** Whether something was stored while the answer was on its way. */
  isOutdated: boolean;
  /** The earliest time of the next one. */
  next: number;
}

/** Milliseconds after which a request that failed is tried again. */
const RETRY = 5000;

/**
 * Fetches from the API, and fetches again when something was stored. A range that ends now is resolved at each fetch.
 *
 * @param path such as '/api/overview'
 * @param search parameters of the page's URL: see `pickShared`. Without it, the path has no parameters.
 * @param every the shortest time between two fetches, in milliseconds. A slow answer is fetched less often.
 * @param mayChange whether an answer is fetched again. @default always
 */
export function useApi<T>(
  path: string,
  search?: URLSearchParams,
  every = 1000,
  mayChange?: (data: T) => boolean,
): Answer<T> {
  const { sequence } = useLive();
  const key = `${path}?${search ?? ''}`;
  const [answer, setAnswer] = useState<{ key: string; data?: T | undefined; failure?: Failure | undefined }>({ key });
  const [attempt, setAttempt] = useState(0);
  const followed = useRef(sequence);
  const isFinal = answer.key === key && answer.data !== undefined && mayChange?.(answer.data) === false;
  if (!isFinal) followed.current = sequence;
  const request = useRef<Request | undefined>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const retry = (): void => setAttempt((value) => value + 1);
  const retryAt = (time: number): void => {
    clearTimeout(timer.current);
    timer.current = setTimeout(retry, Math.max(0, time - performance.now()));
  };
  const start = (): void => {
    const started = performance.now();
    const own: Request = { key, controller: new AbortController(), isOpen: true, isOutdated: false, next: 0 };
    request.current = own;
    const url = search ? `${path}?${apiSearch(search, Date.now(), BROWSER_ZONE)}` : path;
    void fetchJson<T>(url, own.controller.signal).then((result) => {
      if (own.controller.signal.aborted) return;
      own.isOpen = false;
      // The store has other work than slow answers.
      own.next = Math.max(started + every, 2 * performance.now() - started);
      // After a failure, the numbers of the same parameters stay.
      setAnswer((previous) => ({ key, ...(previous.key === key && { data: previous.data }), ...result }));
      if (result.failure?.isTemporary) retryAt(performance.now() + RETRY);
      else if (own.isOutdated) retryAt(own.next);
    });
  };
  useEffect(() => {
    const { current } = request;
    if (current?.key !== key) current?.controller.abort();
    else if (current.isOpen) {
      current.isOutdated = true;
      return;
    } else if (current.next > performance.now()) {
      retryAt(current.next);
      return;
    }
    clearTimeout(timer.current);
    start();
  }, [key, followed.current, attempt]);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      request.current?.controller.abort();
    },
    [],
  );
  return { data: answer.data, failure: answer.failure, isOutdated: answer.key !== key, retry };
}

async function fetchJson<T>(url: string, signal: AbortSignal): Promise<{ data?: T; failure: Failure | undefined }> {
  try {
    const response = await fetch(url, { signal, headers: { accept: 'application/json' } });
    if (response.ok) return { data: (await response.json()) as T, failure: undefined };
    const { error } = (await response.json().catch(() => ({}))) as { error?: string };
    return { failure: explainStatus(response.status, error) };
  } catch (error) {
    if (signal.aborted) return { failure: undefined };
    return {
      failure: {
        message: 'The dashboard does not answer.',
        advice: `Look whether "azure-openai-otel dashboard" is still running. The page tries again. (${String(error)})`,
        isTemporary: true,
      },
    };
  }
}

/** Explains a status of the API. @param error the reason that the API gives */
export function explainStatus(status: number, error = `HTTP ${status}`): Failure {
  const message = `${error[0]?.toUpperCase()}${error.slice(1)}.`.replace(/\.\.$/, '.');
  return { message, advice: adviseOn(status), isTemporary: status === 429 || (status >= 500 && status !== 504) };
}

function adviseOn(status: number): string {
  switch (status) {
    case 400:
      return 'Change the time range or the filters.';
    case 401:
    case 403:
      return 'Open the link that the command printed when it started.';
    case 404:
      return 'The data may have been deleted after the days of --days, or the link belongs to another file.';
    case 503:
      return 'Choose a shorter time range, or wait: the page tries again.';
    case 504:
      return 'Choose a shorter time range, or other filters.';
    default:
      return 'The page tries again.';
  }
}

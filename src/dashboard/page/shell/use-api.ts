import { useEffect, useRef, useState } from 'preact/hooks';
import { useLive } from './live.tsx';
import { apiSearch } from './url-state.ts';
import { BROWSER_ZONE } from '../format/times.ts';

/** A failure, with the next step for the reader. */
export interface Failure {
  readonly message: string;
  readonly advice: string;
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
  readonly started: number;
  isOpen: boolean;
  isRepeated: boolean;
}

/**
 * Fetches from the API, and fetches again when something was stored. A range that ends now is resolved at each fetch.
 *
 * @param path such as '/api/overview'
 * @param search parameters of the page's URL: see `pickShared`. Without it, the path has no parameters.
 * @param mayChange whether an answer is fetched again. @default always
 */
export function useApi<T>(path: string, search?: URLSearchParams, mayChange?: (data: T) => boolean): Answer<T> {
  const { sequence } = useLive();
  const key = `${path}?${search ?? ''}`;
  const [answer, setAnswer] = useState<{ key: string; data?: T | undefined; failure?: Failure | undefined }>({ key });
  const [attempt, setAttempt] = useState(0);
  const followed = useRef(sequence);
  const isFinal = answer.key === key && answer.data !== undefined && mayChange?.(answer.data) === false;
  if (!isFinal) followed.current = sequence;
  const request = useRef<Request | undefined>(undefined);
  const retry = (): void => setAttempt((value) => value + 1);
  useEffect(() => {
    if (request.current?.key === key && request.current.isOpen) {
      request.current.isRepeated = true;
      return;
    }
    request.current?.controller.abort();
    const own: Request = {
      key,
      controller: new AbortController(),
      started: performance.now(),
      isOpen: true,
      isRepeated: false,
    };
    request.current = own;
    const url = search ? `${path}?${apiSearch(search, Date.now(), BROWSER_ZONE)}` : path;
    void fetchJson<T>(url, own.controller.signal).then((result) => {
      if (own.controller.signal.aborted) return;
      own.isOpen = false;
      // After a failure, the numbers of the same parameters stay.
      setAnswer((previous) => ({ key, ...(previous.key === key && { data: previous.data }), ...result }));
      // A slow answer is not asked for again at once: the store has other work.
      if (own.isRepeated) setTimeout(retry, Math.max(1000, performance.now() - own.started));
    });
  }, [key, followed.current, attempt]);
  useEffect(() => () => request.current?.controller.abort(), []);
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
      },
    };
  }
}

/** Explains a status of the API. @param error the reason that the API gives */
export function explainStatus(status: number, error = `HTTP ${status}`): Failure {
  const message = `${error[0]?.toUpperCase()}${error.slice(1)}.`.replace(/\.\.$/, '.');
  switch (status) {
    case 400:
      return { message, advice: 'Change the time range or the filters.' };
    case 401:
    case 403:
      return { message, advice: 'Open the link that the command printed when it started.' };
    case 404:
      return { message, advice: 'Calls are kept for as many days as --days says; a link may be of another file.' };
    case 503:
    case 504:
      return { message, advice: 'Try a shorter time range, or try again.' };
    default:
      return { message, advice: 'Try again. The terminal of the command may show more.' };
  }
}

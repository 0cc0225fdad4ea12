import { type ComponentChildren, createContext, type VNode } from 'preact';
import { useCallback, useContext, useEffect, useMemo, useRef, useState } from 'preact/hooks';

/** Updates of the page while calls arrive. */
export interface Live {
  /** Grows when what is shown should be fetched again: at most once a second. */
  readonly sequence: number;
  /** `lost`: the dashboard does not answer, and the page tries again. */
  readonly status: 'live' | 'paused' | 'lost';
  /** Pauses, or goes on. */
  readonly toggle: () => void;
}

const LiveContext = createContext<Live>({ sequence: 0, status: 'live', toggle: () => {} });

/** Returns the updates of the page. */
export function useLive(): Live {
  return useContext(LiveContext);
}

/** The shortest time between two updates, in milliseconds. */
const SHORTEST = 1000;

/** Time moves on without calls: a range that ends now is fetched again after so many milliseconds. */
const LONGEST = 60_000;

/** Milliseconds after which a connection that the server refused is tried again. */
const RETRY = 5000;

/** Listens to the server's events while the page is seen and not paused. */
export function LiveProvider({ children }: { children: ComponentChildren }): VNode {
  const [sequence, setSequence] = useState(0);
  const [isPaused, setPaused] = useState(false);
  const [isLost, setLost] = useState(false);
  // It outlives a pause: what was stored meanwhile is new when the page goes on.
  const known = useRef<string | undefined>(undefined);
  useEffect(() => {
    if (isPaused) return undefined;
    return listen(known, () => setSequence((value) => value + 1), setLost);
  }, [isPaused]);
  const toggle = useCallback(() => setPaused((value) => !value), []);
  const status = isPaused ? 'paused' : isLost ? 'lost' : 'live';
  const live = useMemo(() => ({ sequence, status, toggle }) as const, [sequence, status, toggle]);
  return <LiveContext.Provider value={live}>{children}</LiveContext.Provider>;
}

/** @param known the last event, which the server repeats to each new connection */
function listen(
  known: { current: string | undefined },
  update: () => void,
  setLost: (isLost: boolean) => void,
): () => void {
  let source: EventSource | undefined;
  let updated = performance.now();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isPlanned = false;
  const plan = (delay: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      isPlanned = false;
      updated = performance.now();
      update();
      plan(LONGEST);
    }, delay);
  };
  const open = (): void => {
    source = new EventSource('/api/changes');
    source.addEventListener('open', () => setLost(false));
    source.addEventListener('message', ({ data }: MessageEvent<string>) => {
      const isNew = known.current !== undefined && known.current !== data;
      known.current = data;
      if (!isNew || isPlanned) return;
      isPlanned = true;
      plan(Math.max(0, updated + SHORTEST - performance.now()));
    });
    source.addEventListener('error', () => {
      setLost(true);
      if (source?.readyState !== EventSource.CLOSED) return;
      clearTimeout(timer);
      timer = setTimeout(follow, RETRY);
    });
  };
  const close = (): void => {
    source?.close();
    clearTimeout(timer);
    isPlanned = false;
  };
  const follow = (): void => {
    close();
    if (document.hidden) return;
    open();
    plan(Math.max(0, updated + LONGEST - performance.now()));
  };
  follow();
  document.addEventListener('visibilitychange', follow);
  return () => {
    document.removeEventListener('visibilitychange', follow);
    close();
  };
}

/** Whether the demo was told to stop. */
export interface Interruption {
  /** Comes with the first signal. */
  readonly signal: AbortSignal;
  /** The exit code then; `undefined` as long as nothing came. */
  readonly exitCode: number | undefined;
  /** Leaves signals to Node.js again. */
  end(): void;
}

const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/** Watches for Ctrl-C and SIGTERM. The first one asks for a clean stop, the second one ends the process at once. */
export function onInterruption(): Interruption {
  const controller = new AbortController();
  let exitCode: number | undefined;
  const listener = (name: NodeJS.Signals): void => {
    if (exitCode !== undefined) process.exit(exitCode);
    exitCode = name === 'SIGTERM' ? EXIT_CODES.SIGTERM : EXIT_CODES.SIGINT;
    controller.abort();
  };
  process.on('SIGINT', listener).on('SIGTERM', listener);
  return {
    signal: controller.signal,
    get exitCode() {
      return exitCode;
    },
    end: () => void process.off('SIGINT', listener).off('SIGTERM', listener),
  };
}

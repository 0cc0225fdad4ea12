import type { CommandIo } from './io.ts';

/** Whether a command was asked to stop. */
export interface StopSignals {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal;
  /** The code that a shell reports for a process that this signal ended; undefined as long as none came. */
  readonly exitCode: number | undefined;
  /** Stops as a signal does. */
  stop(): void;
  /** Leaves signals to Node.js again. */
  end(): void;
}

const EXIT_CODES: Partial<Record<NodeJS.Signals, number>> = { SIGINT: 130, SIGTERM: 143 };

/**
 * Watches for SIGTERM and Ctrl-C. The first one asks for a clean stop, the second one ends the process at once.
 *
 * @param onSignal called for the first one
 */
export function watchStopSignals(io: CommandIo, onSignal: (name: NodeJS.Signals) => void = () => {}): StopSignals {
  const controller = new AbortController();
  let exitCode: number | undefined;
  const listener = (name: NodeJS.Signals): void => {
    const code = EXIT_CODES[name] ?? 1;
    if (exitCode !== undefined) io.exit(code);
    exitCode = code;
    onSignal(name);
    controller.abort();
  };
  const names = Object.keys(EXIT_CODES) as NodeJS.Signals[];
  for (const name of names) io.on(name, listener);
  return {
    signal: controller.signal,
    get exitCode() {
      return exitCode;
    },
    stop: () => controller.abort(),
    end: () => {
      for (const name of names) io.off(name, listener);
    },
  };
}

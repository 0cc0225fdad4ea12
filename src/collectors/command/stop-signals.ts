import type { CommandIo } from './io.ts';

/** Whether a command was told to stop. */
export interface StopSignals {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal;
  /** Stops as a signal does. */
  stop(): void;
  /** Leaves signals to Node.js again. */
  end(): void;
}

/** What a shell gives for a process that a signal ended. */
const EXIT_CODES: Partial<Record<NodeJS.Signals, number>> = { SIGINT: 130, SIGTERM: 143 };

/**
 * Watches for SIGTERM and Ctrl-C. The first asks for a clean stop: what was read is written and acknowledged, partitions
 * are released. The second ends the process at once; what was not acknowledged comes again.
 *
 * @param onSignal told of the first one
 */
export function watchStopSignals(io: CommandIo, onSignal: (name: NodeJS.Signals) => void): StopSignals {
  const controller = new AbortController();
  let isSignalled = false;
  const listener = (name: NodeJS.Signals): void => {
    if (isSignalled) io.exit(EXIT_CODES[name] ?? 1);
    isSignalled = true;
    onSignal(name);
    controller.abort();
  };
  const names = Object.keys(EXIT_CODES) as NodeJS.Signals[];
  for (const name of names) io.on(name, listener);
  return {
    signal: controller.signal,
    stop: () => controller.abort(),
    end: () => {
      for (const name of names) io.off(name, listener);
    },
  };
}

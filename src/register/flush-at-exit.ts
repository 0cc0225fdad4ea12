import { diag } from '@opentelemetry/api';

/** How long a signal may be held up by a collector that does not answer, in milliseconds. */
const SIGNAL_PATIENCE = 3000;

/** What an SDK can do at the end. */
export interface Flushable {
  /** Exports what there is, and goes on. */
  flush(): Promise<unknown>;
  /** Exports what there is, once and for all. */
  shutdown(): Promise<unknown>;
}

/**
 * Exports the last telemetry when the process ends of itself, or by SIGTERM or SIGINT. The exit code stays what it would
 * have been: a signal that nobody else handles is sent again when all is exported.
 */
export function flushAtExit(sdk: Flushable): void {
  process.once('beforeExit', () => void settled(sdk.shutdown()));
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      // An application that handles the signal decides how to end, perhaps by process.exit() in a moment.
      if (process.listenerCount(signal) > 0) void settled(sdk.flush());
      else endBy(signal, settled(sdk.shutdown()));
    });
  }
}

function endBy(signal: NodeJS.Signals, done: Promise<void>): void {
  const end = (): void => {
    clearTimeout(patience);
    process.removeListener(signal, end);
    process.kill(process.pid, signal);
  };
  const patience = setTimeout(end, SIGNAL_PATIENCE);
  // Who signals twice does not want to wait.
  process.once(signal, end);
  void done.then(end);
}

async function settled(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    diag.error('the last telemetry could not be exported', error);
  }
}

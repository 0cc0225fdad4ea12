import { diag } from '@opentelemetry/api';

/**
 * How long the end of the process may be held up to export what is left, in milliseconds. Together with a connection
 * that is just being made it stays under 3 seconds.
 */
const PATIENCE = 2000;

/** The actions on telemetry when the process ends. */
export interface Flushable {
  /** Exports what there is, and goes on. */
  flush(): Promise<unknown>;
  /** Exports what there is, once and for all. */
  shutdown(): Promise<unknown>;
  /** Gives up what is not exported yet, and reports it. */
  abandon(): Promise<unknown>;
}

/**
 * Exports the last telemetry when the process ends by itself, or by SIGTERM or SIGINT. The process ends as it would have
 * without: with the same exit code, or by the same signal.
 */
export function flushAtExit(telemetry: Flushable): void {
  let ended: Promise<void> | undefined;
  const end = (): Promise<void> => (ended ??= within(PATIENCE, telemetry));
  process.once('beforeExit', () => void end());
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    const onSignal = (): void => {
      // An application that handles the signal decides when to end. If it sends the signal again, having removed its
      // listener, ours is the only one left.
      if (process.listenerCount(signal) > 1) {
        // The exporters report what fails.
        telemetry.flush().catch(() => undefined);
        return;
      }
      // A second signal ends the process immediately.
      process.removeListener(signal, onSignal);
      void end().then(() => process.kill(process.pid, signal));
    };
    process.on(signal, onSignal);
  }
}

/** Shuts down, and gives up after `milliseconds`. The timer keeps the process alive for so long and no longer. */
async function within(milliseconds: number, telemetry: Flushable): Promise<void> {
  const { promise: timeIsOver, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, milliseconds);
  await Promise.race([settled(telemetry.shutdown()), timeIsOver]);
  clearTimeout(timer);
  await settled(telemetry.abandon());
}

async function settled(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    diag.error('the last telemetry could not be exported', error);
  }
}

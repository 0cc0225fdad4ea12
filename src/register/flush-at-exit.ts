import { log } from '../log.ts';

/**
 * Maximum delay of the end of the process, in milliseconds. Together with a connection that is being made, it stays under
 * 3 seconds.
 */
const SHUTDOWN_TIMEOUT = 2000;

/** The actions on telemetry when the process ends. */
export interface Flushable {
  /** Exports the pending telemetry, and continues. */
  flush(): Promise<unknown>;
  /** Exports the pending telemetry, and stops. */
  shutdown(): Promise<unknown>;
  /** Drops the pending telemetry, and reports it. */
  abandon(): Promise<unknown>;
}

/**
 * Exports the last telemetry when the process ends by itself, or by SIGTERM or SIGINT. The exit code or the signal of the
 * process does not change.
 */
export function flushAtExit(telemetry: Flushable): void {
  let ended: Promise<void> | undefined;
  const end = (): Promise<void> => (ended ??= shutDown(SHUTDOWN_TIMEOUT, telemetry));
  process.once('beforeExit', () => void end());
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    const onSignal = (): void => {
      // An application with its own listener decides when to end. If it then sends the signal again without its listener,
      // ours is the only one.
      if (process.listenerCount(signal) > 1) {
        // The exporters report their failures.
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

/** Shuts down, and drops the rest after `milliseconds`. The timer keeps the process alive until then. */
async function shutDown(milliseconds: number, telemetry: Flushable): Promise<void> {
  const { promise: timeout, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, milliseconds);
  await Promise.race([waitFor(telemetry.shutdown()), timeout]);
  clearTimeout(timer);
  await waitFor(telemetry.abandon());
}

async function waitFor(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    log.error('the last telemetry could not be exported', error);
  }
}

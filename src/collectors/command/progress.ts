import type { PipelineStatistics, PipelineStatus } from '../pipeline/statistics.ts';
import type { ConsoleLog } from './console-log.ts';
import type { Output } from '../../cli/io.ts';

/** Reports how the pipelines are going. */
export interface Progress {
  /** Clears what stands on the terminal, for a line of the log. */
  clear(): void;
  /** Ends it, with a last word. */
  end(): void;
}

const TERMINAL_INTERVAL = 500;
const LOG_INTERVAL = 60_000;
const CLEAR = '\r\u001b[K';

/** On a terminal one line that changes, elsewhere a line of the log each minute. */
export function showProgress(
  output: Output,
  log: () => ConsoleLog,
  pipelines: readonly PipelineStatistics[],
): Progress {
  const report = (): void => {
    for (const status of pipelines.map((pipeline) => pipeline.status()))
      log().status(summaryOf(status), fieldsOf(status));
  };
  const draw = (): void => {
    const line = pipelines.map((pipeline) => summaryOf(pipeline.status())).join(' | ');
    output.write(`${CLEAR}${line.slice(0, (output.columns ?? 80) - 1)}`);
  };
  const timer = output.isTTY ? setInterval(draw, TERMINAL_INTERVAL) : setInterval(report, LOG_INTERVAL);
  timer.unref();
  return {
    clear: () => void (output.isTTY && output.write(CLEAR)),
    end: () => {
      clearInterval(timer);
      report();
    },
  };
}

/** Such as `logs running: 1,200 received, 1,190 written, 2 dead letters, 31 records behind`. */
export function summaryOf({ name, state, trouble, counts, partitions }: PipelineStatus): string {
  const behind = Object.values(partitions).reduce((sum, { records = 0 }) => sum + records, 0);
  const parts: [number, string][] = [
    [counts.received, 'received'],
    [counts.written, 'written'],
    [counts.filtered, 'filtered'],
    [counts.deadLettered, 'dead letters'],
    [counts.retried, 'retried'],
    [behind, 'events behind'],
  ];
  const shown = parts.filter(([count], index) => index < 2 || count > 0);
  const text = shown.map(([count, what]) => `${count.toLocaleString('en-US')} ${what}`).join(', ');
  return `${name} ${state}: ${text}${trouble === undefined ? '' : `; ${trouble}`}`;
}

function fieldsOf({ name, state, counts, partitions }: PipelineStatus): Record<string, unknown> {
  return { pipeline: { name, state, counts, partitions } };
}

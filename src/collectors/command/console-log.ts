import { inspect } from 'node:util';
import type { DiagLogger } from '@opentelemetry/api';
import { type Output, paintFor } from '../../cli/io.ts';
import type { PipelineStatistics, PipelineStatus } from '../pipeline/statistics.ts';

type Level = 'error' | 'warn' | 'info' | 'debug' | 'verbose';

const STYLES = { error: 'red', warn: 'yellow', info: 'cyan', debug: 'dim', verbose: 'dim' } as const;

/** A logger for `diag` and for the command. */
export interface ConsoleLog extends DiagLogger {
  /** Logs an `info` with fields; on a terminal the message alone. */
  status(message: string, fields: Readonly<Record<string, unknown>>): void;
}

/**
 * Creates a logger: readable lines on a terminal, elsewhere JSON lines with the fields of ECS logging.
 *
 * @param beforeLine called before each line, to clear the line of progress on the terminal
 * @see https://www.elastic.co/docs/reference/ecs/logging/intro
 */
export function consoleLog(output: Output, beforeLine: () => void = () => {}): ConsoleLog {
  const write = (level: Level, message: string, fields: Readonly<Record<string, unknown>>): void => {
    beforeLine();
    output.write(
      output.isTTY
        ? terminalLine(paintFor(output)(STYLES[level], level), message, fields)
        : jsonLine(level, message, fields),
    );
  };
  const log =
    (level: Level) =>
    (message: string, ...args: unknown[]): void => {
      const error = args.find((arg) => arg instanceof Error);
      const rest = args.filter((arg) => arg !== error).map((arg) => (typeof arg === 'string' ? arg : inspect(arg)));
      write(level, [message, ...rest].join(' '), error === undefined ? {} : errorFields(error));
    };
  return {
    error: log('error'),
    warn: log('warn'),
    info: log('info'),
    debug: log('debug'),
    verbose: log('verbose'),
    status: (message, fields) => write('info', message, output.isTTY ? {} : fields),
  };
}

function terminalLine(sign: string, message: string, fields: Readonly<Record<string, unknown>>): string {
  const reason = fields['error.message'];
  const text = reason === undefined || message.includes(String(reason)) ? message : `${message} ${String(reason)}`;
  return `${new Date().toTimeString().slice(0, 8)} ${sign} ${text}\n`;
}

function jsonLine(level: Level, message: string, fields: Readonly<Record<string, unknown>>): string {
  return `${JSON.stringify({
    '@timestamp': new Date().toISOString(),
    'log.level': level === 'verbose' ? 'trace' : level,
    message,
    'ecs.version': '8.11.0',
    'log.logger': 'azure-openai-otel',
    ...fields,
  })}\n`;
}

/** Without the stack trace: for errors of services and settings, messages and causes suffice. */
function errorFields(error: Error): Record<string, unknown> {
  const messages: string[] = [];
  for (let one: unknown = error; one instanceof Error && messages.length < 4; one = one.cause) {
    if (one.message !== '' && !messages.includes(one.message)) messages.push(one.message);
  }
  const code = (error as NodeJS.ErrnoException).code;
  return {
    'error.type': error.name,
    'error.message': messages.join(': ') || String(code ?? error.name),
    ...(code !== undefined && { 'error.code': String(code) }),
  };
}

/** The display of the pipelines' progress. */
export interface Progress {
  /** Clears the line on the terminal, for a line of the log. */
  clear(): void;
  /** Ends it with a final report. */
  end(): void;
}

const TERMINAL_INTERVAL = 500;
const LOG_INTERVAL = 60_000;
const CLEAR = '\r\u001b[K';

/** Shows one changing line on a terminal, elsewhere a line of the log each minute. */
export function showProgress(
  output: Output,
  log: () => ConsoleLog,
  pipelines: readonly PipelineStatistics[],
): Progress {
  const report = (): void => {
    for (const status of pipelines.map((pipeline) => pipeline.status()))
      log().status(summarize(status), statusFields(status));
  };
  const draw = (): void => {
    const line = pipelines.map((pipeline) => summarize(pipeline.status())).join(' | ');
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

/** Returns a summary such as `logs running: 1,200 received, 1,190 written, 2 dead letters, 31 events behind`. */
function summarize({ name, state, trouble, counts, partitions }: PipelineStatus): string {
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

function statusFields({ name, state, counts, partitions }: PipelineStatus): Record<string, unknown> {
  return { pipeline: { name, state, counts, partitions } };
}

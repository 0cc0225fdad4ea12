import { inspect } from 'node:util';
import type { DiagLogger } from '@opentelemetry/api';
import { type Output, paintFor } from '../../cli/io.ts';

type Level = 'error' | 'warn' | 'info' | 'debug' | 'verbose';

const STYLES = { error: 'red', warn: 'yellow', info: 'cyan', debug: 'dim', verbose: 'dim' } as const;

/** A logger for `diag`, and for the command itself. */
export interface ConsoleLog extends DiagLogger {
  /** An `info` with fields: on a terminal the message alone. */
  status(message: string, fields: Readonly<Record<string, unknown>>): void;
}

/**
 * Writes log lines: on a terminal for people, elsewhere as JSON with the fields of ECS logging, one object a line.
 *
 * @param beforeLine called before each line, to clear what stands on the terminal
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

/** No stack trace: the messages and causes of errors of services and settings say enough. */
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

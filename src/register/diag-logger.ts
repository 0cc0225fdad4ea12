import type { DiagLogger } from '@opentelemetry/api';

/** Repeated messages are recognised among so many. */
const MAX_REMEMBERED = 200;

/**
 * Writes warnings and errors of OpenTelemetry to the standard error: a line each, without stack traces, and each kind of
 * message once. `OTEL_LOG_LEVEL` puts the SDK's own logger in its place.
 */
export function diagLogger(): DiagLogger {
  const written = new Set<string>();
  const write = (message: string, ...details: unknown[]): void => {
    const line = explained([message, ...details].map(inOneLine).filter(Boolean).join(' '));
    // Times, ports and counts differ from one repetition to the next.
    const kind = line.replace(/\d+/g, '0');
    if (line === '' || written.has(kind)) return;
    if (written.size < MAX_REMEMBERED) written.add(kind);
    process.stderr.write(`opentelemetry: ${line}\n`);
  };
  const ignore = (): void => undefined;
  return { error: write, warn: write, info: ignore, debug: ignore, verbose: ignore };
}

/** The API says this five times, once for each of its parts. */
function explained(line: string): string {
  if (!line.includes('Attempted duplicate registration of API')) return line;
  return (
    'the application starts an SDK of its own after ./register, which is then not used. Start it before, by an ' +
    '--import of its own, or use ./hooks in the place of ./register.'
  );
}

function inOneLine(part: unknown): string {
  if (part instanceof AggregateError && part.message === '') return inOneLine(part.errors[0]);
  if (part instanceof Error) return part.message.split('\n', 1)[0] ?? '';
  if (typeof part !== 'string') return '';
  return messageOfStack(part).split('\n', 1)[0] ?? '';
}

/** The SDK's global error handler passes an error on as the JSON of its fields, its stack among them. */
function messageOfStack(text: string): string {
  if (!text.startsWith('{"')) return text;
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    return typeof message === 'string' ? message : text;
  } catch {
    return text;
  }
}

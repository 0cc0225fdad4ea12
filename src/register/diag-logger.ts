import type { DiagLogger } from '@opentelemetry/api';

/** The number of messages that are remembered to recognize a repetition. */
const MAX_REMEMBERED = 200;

/** A message of a component logger starts with its namespace. */
const OWN_NAMESPACE = 'opentelemetry-instrumentation-azure-openai';

/**
 * Creates a logger that writes warnings and errors of OpenTelemetry to the standard error: one line each, without stack
 * traces, and each kind of message once. `OTEL_LOG_LEVEL` replaces it by the SDK's own logger.
 */
export function createDiagLogger(): DiagLogger {
  const written = new Set<string>();
  const write = (...parts: unknown[]): void => {
    const isOwn = parts[0] === OWN_NAMESPACE;
    const line = explain(
      parts
        .slice(isOwn ? 1 : 0)
        .map(firstLine)
        .filter(Boolean)
        .join(' '),
    );
    // Times, ports and counts differ between repetitions.
    const kind = line.replace(/\d+/g, '0');
    if (line === '' || written.has(kind)) return;
    if (written.size < MAX_REMEMBERED) written.add(kind);
    process.stderr.write(`${isOwn ? OWN_NAMESPACE : 'opentelemetry'}: ${line}\n`);
  };
  const ignore = (): void => undefined;
  return { error: write, warn: write, info: ignore, debug: ignore, verbose: ignore };
}

/** Replaces a message that the API logs five times, once for each of its parts. */
function explain(line: string): string {
  if (!line.includes('Attempted duplicate registration of API')) return line;
  return (
    'the application starts an SDK of its own after ./register, which is then not used. Start it earlier, in another ' +
    '--import, or use ./hooks instead of ./register.'
  );
}

function firstLine(part: unknown): string {
  if (part instanceof AggregateError && part.message === '') return firstLine(part.errors[0]);
  if (part instanceof Error) return part.message.split('\n', 1)[0] ?? '';
  if (typeof part !== 'string') return '';
  return readErrorJson(part).split('\n', 1)[0] ?? '';
}

/** Returns the message of an error that the SDK's global error handler has logged as JSON, with its stack. */
function readErrorJson(text: string): string {
  if (!text.startsWith('{"')) return text;
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    return typeof message === 'string' ? message : text;
  } catch {
    return text;
  }
}

// A namespace import: other runtimes lack some of its names.
import * as workerThreads from 'node:worker_threads';

/**
 * Writes a line of an entry to the standard error, not to `diag`: if there is no SDK yet, `diag` has no logger, and nobody
 * would see that nothing is recorded.
 */
export function writeLine(entry: 'register' | 'hooks', message: string): void {
  process.stderr.write(`opentelemetry-instrumentation-azure-openai/${entry}: ${message}\n`);
}

/**
 * Runs a preloaded entry. Reports an unsupported runtime or an error in one line, so that the application starts in any
 * case.
 */
export function runEntry(entry: 'register' | 'hooks', work: () => void): void {
  // Before Node.js 22.22.3 and 24.11.1, module hooks run in a thread of Node.js itself, which runs `--require` too.
  if (workerThreads.isInternalThread) return;
  const unsupported = describeUnsupportedRuntime();
  if (unsupported !== undefined) {
    writeLine(entry, `${unsupported}, so nothing is recorded. The application runs without it.`);
    return;
  }
  try {
    work();
  } catch (error) {
    const message = error instanceof Error ? error.message.split('\n', 1)[0] : String(error);
    writeLine(entry, `could not start, so calls may not be recorded: ${message}`);
  }
}

function describeUnsupportedRuntime(): string | undefined {
  const { bun, deno, node } = process.versions as Record<string, string | undefined>;
  if (bun !== undefined) return `Bun ${bun} has no module hooks for this (call manuallyInstrument(OpenAI) instead)`;
  if (deno !== undefined) return `Deno ${deno} has no module hooks for this (call manuallyInstrument(OpenAI) instead)`;
  const [major = 0, minor = 0] = (node ?? '').split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 15)
    ? undefined
    : `Node.js ${node} is too old (22.15 or newer is needed)`;
}

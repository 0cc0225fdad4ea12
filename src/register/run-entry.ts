/** Writes one line of an entry to the standard error. */
export function say(entry: 'register' | 'hooks', message: string): void {
  process.stderr.write(`opentelemetry-instrumentation-azure-openai/${entry}: ${message}\n`);
}

/**
 * Runs the work of an entry that is preloaded. Whatever fails, the application starts: a runtime that is not supported
 * and an error become one line.
 */
export function runEntry(entry: 'register' | 'hooks', work: () => void): void {
  const unsupported = unsupportedRuntime();
  if (unsupported !== undefined) {
    say(entry, `${unsupported}, so nothing is recorded. The application runs as it is.`);
    return;
  }
  try {
    work();
  } catch (error) {
    const message = error instanceof Error ? error.message.split('\n', 1)[0] : String(error);
    say(entry, `could not start, so calls may not be recorded: ${message}`);
  }
}

function unsupportedRuntime(): string | undefined {
  const { bun, deno, node } = process.versions as Record<string, string | undefined>;
  if (bun !== undefined) return `Bun ${bun} has no module hooks for this (call manuallyInstrument(OpenAI) instead)`;
  if (deno !== undefined) return `Deno ${deno} has no module hooks for this (call manuallyInstrument(OpenAI) instead)`;
  const [major = 0, minor = 0] = (node ?? '').split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 15)
    ? undefined
    : `Node.js ${node} is too old (22.15 or newer is needed)`;
}

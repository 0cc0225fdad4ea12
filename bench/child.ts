import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

type Arguments = readonly (string | number)[];

/** Runs a script of the bench that prints what it found as JSON. */
export async function runChild(script: string, args: Arguments, nodeOptions?: readonly string[]): Promise<unknown> {
  return JSON.parse(await runScript(script, args, nodeOptions)) as unknown;
}

/** Runs a script of the bench in a process of its own, and returns what it prints. */
export async function runScript(
  script: string,
  args: Arguments = [],
  nodeOptions: readonly string[] = [],
): Promise<string> {
  const file = fileURLToPath(new URL(script, import.meta.url));
  const argv = ['--expose-gc', ...nodeOptions, file, ...args.map(String)];
  const { stdout, stderr } = await run(process.execPath, argv, { env: environment() });
  process.stderr.write(stderr);
  return stdout;
}

/** Defaults are measured, whatever is configured around the bench. */
function environment(): NodeJS.ProcessEnv {
  const entries = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('OTEL_') && !name.startsWith('AZURE_OPENAI_OTEL_') && name !== 'NODE_OPTIONS',
  );
  return Object.fromEntries(entries);
}

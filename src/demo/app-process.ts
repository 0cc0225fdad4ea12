import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Output } from '../cli/io.ts';
import { PACKAGE_ROOT } from './packages.ts';

/** The app: the Express example of this package. */
export const APP_FILE: URL = new URL('examples/express-app/app.mjs', PACKAGE_ROOT);

/** The module that instruments it. */
export const REGISTER_FILE: URL = new URL('dist/register.js', PACKAGE_ROOT);

/** How long the app may take to listen, and to stop; in ms. Both are far beyond what it needs. */
const START_PATIENCE = 20_000;
const STOP_PATIENCE = 10_000;

/** Of what the app writes, the last so many characters are kept. */
const KEPT_OUTPUT = 8_000;

/** The app while it runs. */
export interface App {
  /** The URL of the app. */
  url: string;
  /** The last of what it has written. */
  output(): string;
  /** Resolves when it has ended, by itself or by `stop`. */
  readonly ended: Promise<Failure>;
  /** Stops it, and waits until it has sent its last telemetry. Resolves to false if it had to be killed. */
  stop(): Promise<boolean>;
}

/** Why the demo cannot go on, and what the app wrote. */
export interface Failure {
  problem: string;
  output: string;
}

/**
 * Starts the app under `--import` of the instrumentation, and waits until it listens.
 *
 * @param env its environment.
 * @param passOn also gets what the app writes.
 * @param signal kills it while it starts.
 */
export async function startApp(
  env: NodeJS.ProcessEnv,
  passOn: Output | undefined,
  signal: AbortSignal,
): Promise<App | Failure> {
  const args = ['--import', REGISTER_FILE.href, fileURLToPath(APP_FILE)];
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  killWithParent(child);
  const output = collectOutput(child, passOn);
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(`could not be started: ${error.message}`));
    child.once('close', (code, by) => resolve(`ended with ${by ?? `exit code ${code}`}`));
  });
  const describe = (what: string): Failure => ({ problem: `The Express example ${what}.`, output: output() });
  const late = wait(START_PATIENCE, `did not listen within ${START_PATIENCE / 1000} s`, { ref: false, signal });
  const problem = await Promise.race([listening(child), ended, late.catch(() => 'was stopped while it started')]);
  if (problem instanceof URL) {
    return { url: problem.origin, output, ended: ended.then(describe), stop: () => stop(child, ended) };
  }
  child.kill('SIGKILL');
  return describe(problem);
}

/** The app says where it listens. */
function listening(child: ChildProcess): Promise<URL> {
  return new Promise((resolve) => {
    child.stdout?.on('data', (text: string) => {
      const port = /Listening on http:\/\/localhost:(\d+)/.exec(text)?.[1];
      if (port !== undefined) resolve(new URL(`http://127.0.0.1:${port}`));
    });
  });
}

function collectOutput(child: ChildProcess, passOn: Output | undefined): () => string {
  let kept = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      kept = (kept + text).slice(-KEPT_OUTPUT);
      passOn?.write(text);
    });
  }
  return () => kept.trim();
}

function killWithParent(child: ChildProcess): void {
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('close', () => process.off('exit', kill));
}

async function stop(child: ChildProcess, ended: Promise<string>): Promise<boolean> {
  child.kill('SIGTERM');
  const patience = new AbortController();
  const late = wait(STOP_PATIENCE, undefined, { signal: patience.signal }).catch(() => undefined);
  const how = await Promise.race([ended, late]);
  patience.abort();
  if (how === undefined) child.kill('SIGKILL');
  await ended;
  return how !== undefined;
}

import { type ChildProcess, spawn } from 'node:child_process';

/** How a process ended, and what it wrote. */
export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** A process that was started. */
export interface RunningApp {
  child: ChildProcess;
  /** Resolves when the process wrote `text` to its standard output. */
  wrote(text: string): Promise<void>;
  ended: Promise<Ended>;
}

/** The package's folder, where the package can be imported by its own name. */
const PACKAGE = new URL('../..', import.meta.url);

/** Starts `node` in `cwd`. */
export function startNode(
  args: readonly string[],
  env: Record<string, string>,
  cwd: string | URL = PACKAGE,
): RunningApp {
  const child = spawn('node', args, {
    cwd,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const written = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => void (written[stream] += text));
  }
  return {
    child,
    wrote: (text) =>
      new Promise((resolve, reject) => {
        const look = (): void => void (written.stdout.includes(text) && resolve());
        child.stdout.on('data', look);
        child.on('close', () => reject(new Error(`ended without writing "${text}":\n${written.stderr}`)));
        look();
      }),
    ended: new Promise((resolve) => {
      child.on('close', (code, signal) => resolve({ code, signal, ...written }));
    }),
  };
}

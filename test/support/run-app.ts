import { type ChildProcess, spawn } from 'node:child_process';

/** The end of a process, and its output. */
export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** A process that was started. */
export interface RunningApp {
  child: ChildProcess;
  /** Resolves to the standard output when the process has written `text` to it. */
  wrote(text: string): Promise<string>;
  ended: Promise<Ended>;
}

/** The package's folder, where the package can be imported by its own name. */
const PACKAGE = new URL('../..', import.meta.url);

/** Returns the variables that lead the client of an application to the Azure OpenAI at `endpoint`. */
export function azureEnv(endpoint: string): Record<string, string> {
  return { AZURE_OPENAI_ENDPOINT: endpoint, AZURE_OPENAI_API_KEY: 'key', OPENAI_API_VERSION: '2024-10-21' };
}

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
        const look = (): void => void (written.stdout.includes(text) && resolve(written.stdout));
        child.stdout.on('data', look);
        child.on('close', () => reject(new Error(`ended without writing "${text}":\n${written.stderr}`)));
        look();
      }),
    ended: new Promise((resolve) => {
      child.on('close', (code, signal) => resolve({ code, signal, ...written }));
    }),
  };
}

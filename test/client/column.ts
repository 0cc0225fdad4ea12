import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** An application in which the scenarios are run: its `openai`, and what observes it. */
export interface Column {
  /** Name of the package `openai`, or the alias that it is installed under. */
  openai: string;
  moduleSystem: ModuleSystem;
  /** The application's module, a copy of importer.mjs, from where `openai` is resolved. */
  importer: string;
  /** Absent for the bare client. */
  observed?: Observation;
}

/** `both` is an application that requires `openai` in one place and imports it in another. */
export type ModuleSystem = 'esm' | 'cjs' | 'both';

export interface Observation {
  streamUsage: 'auto' | 'always';
  by: Way;
  /** Folder, with a slash at its end, from where the SDK and the instrumentation are resolved. */
  folder: string;
}

/**
 * How the instrumentation gets at `openai`: by `manuallyInstrument`; by module hooks, registered as the package's own
 * ./register does or as the OpenTelemetry documentation says; or by hooks and by hand, by the same instance or a second.
 */
export type Way = 'hand' | 'our hooks' | 'hook.mjs' | 'hooks and hand' | 'hooks and a second instance';

/** The reports of the scenarios in one column. */
export interface Run {
  /** Version of `openai`. */
  version: string;
  reports: Record<string, Report>;
  /** Warnings and errors that the instrumentation reported through `diag`. */
  warnings: string[];
  /** The files of an OpenTelemetry that were loaded from elsewhere than the observation's folder. */
  strays: string[];
}

/** Everything that one scenario saw and left behind. */
export interface Report {
  value?: unknown;
  error?: unknown;
  unhandled: unknown[];
  /** Method, path and body of the requests that the server got, in no order. */
  requests: string[];
  spans?: { started: number; ended: number };
}

/** An application in this repository, where the newest minor of each major is installed, and its folder. */
export const IMPORTER: string = fileURLToPath(new URL('importer.mjs', import.meta.url));
export const REPOSITORY: string = fileURLToPath(new URL('../../', import.meta.url));

const run = promisify(execFile);
const script = fileURLToPath(new URL('run-scenarios.ts', import.meta.url));

/**
 * Runs the scenarios in a process of its own: module loading and unhandled rejections are those of an application.
 *
 * @param options.node the Node.js to run it
 * @param options.only the one scenario to run
 */
export async function runScenarios(column: Column, options: { node?: string; only?: string } = {}): Promise<Run> {
  const { node = process.execPath, only } = options;
  const args = ['--expose-gc', script, JSON.stringify(column), ...(only ? [only] : [])];
  const { stdout } = await run(node, args, { maxBuffer: 1 << 26, timeout: 110_000 });
  return JSON.parse(stdout) as Run;
}

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Envelope } from './ingestion.ts';
import { FOLDER } from './install.ts';
import { TABLES, toRows } from './tables.ts';

/** The engine, which is a package of Python, and its version. */
const PACKAGE = 'duckdb-kql[duckdb]==1.1.2';
const ENVIRONMENT = `${FOLDER}node_modules/.kql-engine/`;
const SCRIPT = fileURLToPath(new URL('kql-engine.py', import.meta.url));
const exec = promisify(execFile);

/** Installs the engine, if that is not done yet. It needs Python 3.11 or newer. */
export async function installEngine(): Promise<void> {
  if (existsSync(`${ENVIRONMENT}bin/duckdb-kql`)) return;
  await exec('python3', ['-m', 'venv', ENVIRONMENT]);
  await exec(`${ENVIRONMENT}bin/pip`, ['install', '--quiet', PACKAGE]);
}

/**
 * Runs queries over what Azure Monitor got.
 *
 * @param queries KQL by name
 * @returns the rows of each, or the name of a function that the engine lacks
 */
export async function runQueries(
  envelopes: readonly Envelope[],
  queries: Readonly<Record<string, string>>,
): Promise<Record<string, Record<string, unknown>[] | string>> {
  const running = exec(`${ENVIRONMENT}bin/python`, [SCRIPT], { maxBuffer: 2 ** 24 });
  running.child.stdin!.end(JSON.stringify({ tables: TABLES, rows: toRows(envelopes), queries }));
  return JSON.parse((await running).stdout) as Record<string, Record<string, unknown>[] | string>;
}

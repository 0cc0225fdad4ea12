import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Envelope } from './ingestion.ts';
import { FOLDER } from './install.ts';
import { TABLES, toDiagnostics, toRows } from './tables.ts';

/** The engine and a parser of Bicep, which are packages of Python. */
const PACKAGES = ['duckdb-kql[duckdb]==1.1.2', 'pycep-parser==0.7.1'];
const ENVIRONMENT = `${FOLDER}node_modules/.python/`;
const SCRIPT = fileURLToPath(new URL('kql-engine.py', import.meta.url));
const exec = promisify(execFile);

/** Installs the engine and the parser, if that is not done yet. Both need Python 3.11 or newer. */
export async function installPython(): Promise<void> {
  if (existsSync(`${ENVIRONMENT}bin/duckdb-kql`)) return;
  await exec('python3', ['-m', 'venv', ENVIRONMENT]);
  await exec(`${ENVIRONMENT}bin/pip`, ['install', '--quiet', ...PACKAGES]);
}

/**
 * Runs queries over what Azure Monitor got.
 *
 * @param queries KQL by name
 * @param records those of a diagnostic setting of Azure OpenAI
 * @returns the rows of each, or the name of a function that the engine lacks
 */
export async function runQueries(
  envelopes: readonly Envelope[],
  queries: Readonly<Record<string, string>>,
  records: readonly Record<string, unknown>[] = [],
): Promise<Record<string, Record<string, unknown>[] | string>> {
  const running = exec(`${ENVIRONMENT}bin/python`, [SCRIPT], { maxBuffer: 2 ** 24 });
  running.child.stdin!.end(
    JSON.stringify({
      tables: TABLES,
      rows: { ...toRows(envelopes), AzureDiagnostics: toDiagnostics(records) },
      queries,
    }),
  );
  return JSON.parse((await running).stdout) as Record<string, Record<string, unknown>[] | string>;
}

/** Parses a file of Bicep. It returns the resources by their symbolic names, each with its `type` and `api_version`. */
export async function parseBicep(file: string): Promise<Record<string, { type: string; api_version: string }>> {
  const script =
    'import json, pathlib, sys; from pycep import BicepParser; ' +
    'print(json.dumps(BicepParser().parse(file_path=pathlib.Path(sys.argv[1]))["resources"], default=str))';
  return JSON.parse((await exec(`${ENVIRONMENT}bin/python`, ['-c', script, file])).stdout);
}

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../../../src/commands/run-command.ts';
import { fakeIo } from '../../support/fake-io.ts';

/** Runs `azure-openai-otel …` and keeps what it writes. */
export async function run(
  args: string[],
  env: Record<string, string> = {},
): Promise<{ code: number; out: string; err: string }> {
  const io = fakeIo(env);
  const code = await runCommand(args, io);
  return { code, out: io.out(), err: io.err() };
}

export const FOLDER: string = mkdtempSync(join(tmpdir(), 'commands-'));

/** Writes the rows to a file, and returns its path. */
export function file(name: string, rows: unknown): string {
  const path = join(FOLDER, name);
  writeFileSync(path, JSON.stringify(rows));
  return path;
}

export interface Listed {
  deploymentType: string;
  fineTuned: boolean;
  usdPerMillionTokens?: { input?: number };
}

/** The part of an output of `--json` that the tests read. */
export interface Report {
  at: string;
  checked: string;
  price: Listed;
  rows: Listed[];
}

export function json(text: string): Report {
  return JSON.parse(text) as Report;
}

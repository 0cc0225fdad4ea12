import { resolve } from 'node:path';
import { shownPath } from '../../cli/shown-value.ts';
import { SinkFileError } from '../sinks/ndjson/errors.ts';
import { findWriteProblem } from '../sinks/ndjson/test.ts';
import type { Collected } from './check.ts';
import { type SettingProblem, settingProblem } from './error.ts';
import type { Settings } from './settings.ts';

const FILES = ['ndjson_path', 'local_path', 'dead_letter_path', 'cursor_path', 'cost_cursor_path'] as const;

/**
 * Returns a problem for each file of the settings that cannot be written, which else would show at the first document,
 * cursor or dead letter, maybe days later; and for a file of two settings, which would overwrite each other. Creates and
 * writes nothing.
 */
export async function checkFiles(settings: Settings, collected: readonly Collected[]): Promise<SettingProblem[]> {
  const { output, ndjson_path, local_path, dead_letters, dead_letter_path, cursor_path } = settings;
  const { cost_cursor_path } = settings;
  const files: [(typeof FILES)[number], string][] = [];
  if (output === 'ndjson' && ndjson_path !== '-') files.push(['ndjson_path', ndjson_path]);
  if (output === 'local') files.push(['local_path', local_path]);
  if (dead_letters === 'file') files.push(['dead_letter_path', dead_letter_path]);
  if (collected.includes('metrics') && cursor_path !== undefined) files.push(['cursor_path', cursor_path]);
  if (collected.includes('costs') && cost_cursor_path !== undefined) files.push(['cost_cursor_path', cost_cursor_path]);
  const problems = await Promise.all(
    files.map(async ([name, path], index) => {
      const [other] = files.slice(0, index).find(([, one]) => resolve(one) === resolve(path)) ?? [];
      if (other !== undefined) return [settingProblem(name, `is the file of ${other} too; name another one`)];
      // The folders of the cursor are created, and the file is replaced as a whole.
      const code = await findWriteProblem(path, name.endsWith('cursor_path'));
      // The message of a sink without the system's message, which quotes the path.
      const error = code && new SinkFileError(shownPath(path), { code, message: code });
      return error ? [settingProblem(name, error.message)] : [];
    }),
  );
  return problems.flat();
}

import { access, constants, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { shownPath } from '../../cli/shown-value.ts';
import { SinkFileError } from '../sinks/ndjson/errors.ts';
import type { Collected } from './check.ts';
import { type SettingProblem, settingProblem } from './error.ts';
import type { Settings } from './settings.ts';

/**
 * Returns a problem for each file of the settings that cannot be written, which else would show at the first document,
 * cursor or dead letter, maybe days later; and for a file of two settings, which would overwrite each other. Creates and
 * writes nothing.
 */
export async function checkFiles(settings: Settings, collected: readonly Collected[]): Promise<SettingProblem[]> {
  const { output, ndjson_path, dead_letters, dead_letter_path, cursor_path } = settings;
  const files: ['ndjson_path' | 'dead_letter_path' | 'cursor_path', string][] = [];
  if (output === 'ndjson' && ndjson_path !== '-') files.push(['ndjson_path', ndjson_path]);
  if (dead_letters === 'file') files.push(['dead_letter_path', dead_letter_path]);
  if (collected.includes('metrics') && cursor_path !== undefined) files.push(['cursor_path', cursor_path]);
  const problems = await Promise.all(
    files.map(async ([name, path], index) => {
      const [other] = files.slice(0, index).find(([, one]) => resolve(one) === resolve(path)) ?? [];
      if (other !== undefined) return [settingProblem(name, `is the file of ${other} too; name another one`)];
      // The folders of the cursor are created, and the file is replaced as a whole.
      const reason = await findObstacle(path, name === 'cursor_path');
      return reason === undefined ? [] : [settingProblem(name, reason)];
    }),
  );
  return problems.flat();
}

async function findObstacle(path: string, isReplaced: boolean): Promise<string | undefined> {
  try {
    const found = await stat(path).catch(() => undefined);
    if (found?.isDirectory()) return describeFailure(path, 'EISDIR');
    let written = path;
    if (found === undefined || isReplaced) written = dirname(path);
    while (isReplaced && (await isMissing(written))) written = dirname(written);
    const isInFolder = written !== path;
    if (isInFolder && !(await stat(written)).isDirectory()) return describeFailure(path, 'ENOTDIR');
    await access(written, constants.W_OK);
    return undefined;
  } catch (error) {
    return describeFailure(path, String((error as NodeJS.ErrnoException).code));
  }
}

/** Returns the message of a sink without the system's message, which quotes the path. */
function describeFailure(path: string, code: string): string {
  return new SinkFileError(shownPath(path), { code, message: code }).message;
}

async function isMissing(path: string): Promise<boolean> {
  return stat(path).then(
    () => false,
    (error: NodeJS.ErrnoException) => error.code === 'ENOENT',
  );
}

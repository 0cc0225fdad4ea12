import { access, constants, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { shownPath } from '../../cli/shown-value.ts';
import { SinkFileError } from '../sinks/ndjson/sink-file-error.ts';
import type { Collected } from './check-settings.ts';
import type { Settings } from './settings.ts';
import { type SettingProblem, wrongSetting } from './settings-error.ts';

/**
 * The files of the settings that cannot be written: they would fail at the first document, cursor or dead letter, which
 * may be days later. Nothing is made or written. A file of two settings would lose what one of them wrote.
 */
export async function fileProblems(settings: Settings, collected: readonly Collected[]): Promise<SettingProblem[]> {
  const { output, ndjson_path, dead_letters, dead_letter_path, cursor_path } = settings;
  const files: ['ndjson_path' | 'dead_letter_path' | 'cursor_path', string][] = [];
  if (output === 'ndjson' && ndjson_path !== '-') files.push(['ndjson_path', ndjson_path]);
  if (dead_letters === 'file') files.push(['dead_letter_path', dead_letter_path]);
  if (collected.includes('metrics') && cursor_path !== undefined) files.push(['cursor_path', cursor_path]);
  const problems = await Promise.all(
    files.map(async ([name, path], index) => {
      const [other] = files.slice(0, index).find(([, one]) => resolve(one) === resolve(path)) ?? [];
      if (other !== undefined) return [wrongSetting(name, `is the file of ${other} too; name another one`)];
      // The folders of the cursor are made, and it is replaced as a whole.
      const reason = await whyUnwritable(path, name === 'cursor_path');
      return reason === undefined ? [] : [wrongSetting(name, reason)];
    }),
  );
  return problems.flat();
}

async function whyUnwritable(path: string, isReplaced: boolean): Promise<string | undefined> {
  try {
    const found = await stat(path).catch(() => undefined);
    if (found?.isDirectory()) return reasonOf(path, 'EISDIR');
    let written = path;
    if (found === undefined || isReplaced) written = dirname(path);
    while (isReplaced && (await isMissing(written))) written = dirname(written);
    const isInFolder = written !== path;
    if (isInFolder && !(await stat(written)).isDirectory()) return reasonOf(path, 'ENOTDIR');
    await access(written, constants.W_OK);
    return undefined;
  } catch (error) {
    return reasonOf(path, String((error as NodeJS.ErrnoException).code));
  }
}

/** As a sink says it, but for the system's own message, which quotes the path. */
function reasonOf(path: string, code: string): string {
  return new SinkFileError(shownPath(path), { code, message: code }).message;
}

async function isMissing(path: string): Promise<boolean> {
  return stat(path).then(
    () => false,
    (error: NodeJS.ErrnoException) => error.code === 'ENOENT',
  );
}

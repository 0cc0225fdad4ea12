import { access, constants, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { shownPath } from '../../cli/shown-value.ts';
import { SinkFileError } from '../sinks/sink-file-error.ts';
import type { Settings } from './settings.ts';
import { type SettingProblem, wrongSetting } from './settings-error.ts';

/**
 * The files of the settings that cannot be written: they would fail at the first document or dead letter, which may be
 * days later. Nothing is made or written.
 */
export async function fileProblems(settings: Settings): Promise<SettingProblem[]> {
  const { output, ndjson_path, dead_letters, dead_letter_path } = settings;
  const files: ['ndjson_path' | 'dead_letter_path', string][] = [];
  if (output === 'ndjson' && ndjson_path !== '-') files.push(['ndjson_path', ndjson_path]);
  if (dead_letters === 'file') files.push(['dead_letter_path', dead_letter_path]);
  const problems = await Promise.all(
    files.map(async ([name, path]) => {
      const reason = await whyUnwritable(path);
      return reason === undefined ? [] : [wrongSetting(name, reason)];
    }),
  );
  return problems.flat();
}

async function whyUnwritable(path: string): Promise<string | undefined> {
  try {
    const found = await stat(path).catch(() => undefined);
    if (found?.isDirectory()) throw Object.assign(new Error('a folder'), { code: 'EISDIR' });
    if (found === undefined) {
      const folder = await stat(dirname(path));
      if (!folder.isDirectory()) throw Object.assign(new Error('no folder'), { code: 'ENOTDIR' });
    }
    await access(found === undefined ? dirname(path) : path, constants.W_OK);
    return undefined;
  } catch (error) {
    const { message, code } = new SinkFileError('', error);
    // The messages of the system quote the path.
    const hint = message.includes(`(${code})`) ? message : `: ${code}`;
    return `${shownPath(path)} can't be written${hint.slice(hint.indexOf(':'))}`;
  }
}

import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { shownPath } from '../cli/shown-value.ts';
import { SettingsError } from '../collectors/settings/error.ts';

/**
 * Writes the files of `--export` into a folder, which is created.
 *
 * @param files path inside the folder → text
 * @throws SettingsError if they cannot be written
 */
export async function writeFiles(folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  try {
    for (const [path, text] of files) {
      const file = join(folder, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new SettingsError([{ problem: `--export: ${shownPath(folder)} cannot be written as a folder: ${code}` }]);
  }
}

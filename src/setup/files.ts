import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { shownPath } from '../cli/shown-value.ts';
import { SettingsError } from '../collectors/settings/error.ts';

/**
 * Writes the files of `--export` into a folder, which is created. Files that an earlier export may have left stay: only
 * the user knows whether they are the user's own.
 *
 * @param files path inside the folder → text
 * @returns a report for the user: how many files were written, and a line for each file beside them that this export does
 * not make
 * @throws SettingsError if they cannot be written
 */
export async function writeFiles(folder: string, files: ReadonlyMap<string, string>): Promise<string> {
  try {
    for (const [path, text] of files) {
      const file = join(folder, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
    }
    const others = await findOthers(folder, files);
    const lines = others.map((path) => `${path} is not made by this export; delete it if an earlier export wrote it\n`);
    return `${files.size} files written to ${folder}\n${lines.join('')}`;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new SettingsError([{ problem: `--export: ${shownPath(folder)} cannot be written as a folder: ${code}` }]);
  }
}

/**
 * Finds other files with the same extensions in the subfolders of the files. The folder itself is left out: it may be one
 * of the user's, such as the root of a repository.
 */
async function findOthers(folder: string, files: ReadonlyMap<string, string>): Promise<string[]> {
  const paths = [...files.keys()].map((path) => join(path));
  const extensions = new Set(paths.map((path) => extname(path)));
  const subfolders = new Set(paths.map((path) => dirname(path)).filter((path) => path !== '.'));
  const found: string[] = [];
  for (const subfolder of subfolders) {
    const entries = await readdir(join(folder, subfolder), { withFileTypes: true });
    const names = entries.filter((entry) => entry.isFile() && extensions.has(extname(entry.name)));
    found.push(...names.map(({ name }) => join(subfolder, name)));
  }
  return found.filter((path) => !paths.includes(path)).toSorted();
}

import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { formatCursors, parseCursors } from './cursor-stores.ts';
import type { CursorStore } from './cursor-stores.ts';

/**
 * Keeps cursors in a JSON file. It is written beside and then renamed, so a process that is killed leaves the old or
 * the new one, never half of one.
 *
 * @param path of the file; its folder is made if it is missing
 */
export function fileCursorStore(path: string): CursorStore {
  return {
    async load() {
      try {
        return parseCursors(await readFile(path, 'utf8'), path);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw error;
      }
    },
    async save(cursors) {
      const next = `${path}.${process.pid}.tmp`;
      await mkdir(dirname(path), { recursive: true });
      await writeFile(next, formatCursors(cursors), { flush: true });
      await rename(next, path);
    },
  };
}

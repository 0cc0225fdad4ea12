import { access, constants, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fail, type Finding, ok } from '../../contracts/finding.ts';
import { SinkFileError } from './errors.ts';

/** Checks that a file can be written. */
export async function* testFile(path: string): AsyncGenerator<Finding, void, void> {
  const code = await findWriteProblem(path);
  const result =
    code === undefined
      ? ok(`${path} can be written`)
      : fail(new SinkFileError(path, { code, message: code }).message, 'Name a file that this user may write.');
  yield { id: 'files', title: `File ${path}`, ...result };
}

/**
 * Checks whether a file can be written, without creating or writing it.
 *
 * @param isReplaced the file is replaced as a whole, and its folders are created
 * @returns the system's code of the error that a write would have
 */
export async function findWriteProblem(path: string, isReplaced = false): Promise<string | undefined> {
  try {
    const found = await stat(path).catch(() => undefined);
    if (found?.isDirectory()) return 'EISDIR';
    let written = path;
    if (found === undefined || isReplaced) written = dirname(path);
    while (isReplaced && (await isMissing(written))) written = dirname(written);
    const isInFolder = written !== path;
    if (isInFolder && !(await stat(written)).isDirectory()) return 'ENOTDIR';
    await access(written, constants.W_OK);
    return undefined;
  } catch (error) {
    return String((error as NodeJS.ErrnoException).code);
  }
}

async function isMissing(path: string): Promise<boolean> {
  return stat(path).then(
    () => false,
    (error: NodeJS.ErrnoException) => error.code === 'ENOENT',
  );
}

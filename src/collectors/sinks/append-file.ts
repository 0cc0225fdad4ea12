import { type FileHandle, open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { SinkFileError } from './sink-file-error.ts';

const NEWLINE = 0x0a;

/**
 * A file of lines that only grows. It is opened when it is first written, and made, readable by its owner alone, if it
 * is not there. Each append is on the disk when it settles, and appends follow each other.
 *
 * A line that a crash or a full disk cut off stays as it is; the next append begins on a line of its own. A file that
 * was renamed or removed, as `logrotate` does, is made anew by the next append.
 */
export class AppendFile {
  readonly #path: string;
  #file: FileHandle | undefined;
  /** Whether the file's last line has no end. */
  #torn = false;
  #last: Promise<unknown> = Promise.resolve();

  constructor(path: string) {
    this.#path = path;
  }

  /**
   * @param text whole lines, each with its newline
   * @throws SinkFileError if it can't be written; some of the lines may have been
   */
  append(text: string): Promise<void> {
    const appended = this.#last.then(() => this.#append(text));
    this.#last = appended.catch(() => undefined);
    return appended;
  }

  /** Waits for what is being appended. */
  async close(): Promise<void> {
    await this.#last;
    await this.#forget();
  }

  async #append(text: string): Promise<void> {
    try {
      if (this.#file !== undefined && !(await this.#isInPlace(this.#file))) await this.#forget();
      this.#file ??= await this.#open();
      await this.#file.appendFile(this.#torn ? `\n${text}` : text);
      await sync(this.#file);
      this.#torn = false;
    } catch (error) {
      // Opened anew, it tells whether its last line was cut off.
      await this.#forget();
      throw new SinkFileError(this.#path, error);
    }
  }

  async #open(): Promise<FileHandle> {
    const file = await open(this.#path, 'a+', 0o600);
    try {
      const { size } = await file.stat();
      const isNew = size === 0;
      this.#torn = !isNew && (await lastByte(file, size)) !== NEWLINE;
      if (isNew) await syncFolderOf(this.#path);
      return file;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  async #isInPlace(file: FileHandle): Promise<boolean> {
    const [held, named] = await Promise.all([file.stat(), stat(this.#path).catch(() => undefined)]);
    return held.ino === named?.ino && held.dev === named.dev;
  }

  async #forget(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close().catch(() => undefined);
  }
}

async function lastByte(file: FileHandle, size: number): Promise<number | undefined> {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return bytesRead === 1 ? buffer[0] : undefined;
}

/** Pipes and terminals can't be synced, and need not be. */
async function sync(file: FileHandle): Promise<void> {
  try {
    await file.datasync();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EINVAL') throw error;
  }
}

/** Without it, a new file's name may be gone after a loss of power. Windows has no such thing. */
async function syncFolderOf(path: string): Promise<void> {
  try {
    const folder = await open(dirname(path), 'r');
    await folder.sync().finally(() => folder.close());
  } catch {
    // The file's own bytes are synced.
  }
}

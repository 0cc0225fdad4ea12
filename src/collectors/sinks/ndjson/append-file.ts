import { type FileHandle, open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { SinkFileError } from './sink-file-error.ts';

const NEWLINE = 0x0a;
const NUL = 0x00;
const OPEN_OBJECT = 0x7b;

/** How far back an unfinished line is looked for: more than any line of ours. */
const LONGEST_LINE = 16_000_000;
const CHUNK = 65_536;
/** A line that grows meanwhile is being written by another process. */
const SETTLED = 300;
const LOOKS = 10;

/**
 * A file of lines that only grows. It is opened when it is first written, and made, readable by its owner alone, if it
 * is not there. Each append is on the disk when it settles, and appends follow each other.
 *
 * A last line that a crash or a full disk cut off is taken away when the file is opened: its record was not
 * acknowledged either, and comes again. Only what begins like a line of ours and is no whole JSON is taken away. Any
 * other last line without an end, such as one that was written by hand, stays, and the next append begins on a line of
 * its own.
 *
 * A file has one writer: a line that another process is writing just now is left alone, but lines of both may mix. A file
 * that was renamed or removed, as `logrotate` does, is made again by the next append.
 */
export class AppendFile {
  readonly #path: string;
  #file: FileHandle | undefined;
  /** Whether the file's last line has no end, and stays. */
  #isOpenEnded = false;
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
      await this.#file.appendFile(this.#isOpenEnded ? `\n${text}` : text);
      await sync(this.#file);
      this.#isOpenEnded = false;
    } catch (error) {
      // Opened again, it loses a last line that was cut off.
      await this.#forget();
      throw new SinkFileError(this.#path, error);
    }
  }

  async #open(): Promise<FileHandle> {
    const file = await open(this.#path, 'a+', 0o600);
    try {
      this.#isOpenEnded = await isOpenEnded(file);
      if ((await file.stat()).size === 0) await syncFolderOf(this.#path);
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

/** Takes away an unfinished last line. @returns whether there is a last line without an end that stays */
async function isOpenEnded(file: FileHandle): Promise<boolean> {
  for (let look = 1; ; look += 1) {
    const before = await file.stat();
    if (!before.isFile() || before.size === 0) return false;
    const { start, line } = await lastLine(file, before.size);
    if (line?.length === 0) return false;
    if (line === undefined || !isUnfinished(line)) return true;
    await delay(SETTLED);
    const { size, mtimeMs } = await file.stat();
    if (size === before.size && mtimeMs === before.mtimeMs) return !(await cut(file, start));
    if (look === LOOKS) return true;
  }
}

/** The text behind the last newline; without `line` if that is longer than any line of ours. */
async function lastLine(file: FileHandle, size: number): Promise<{ start: number; line?: Buffer }> {
  const chunks: Buffer[] = [];
  for (let end = size; end > 0 && size - end < LONGEST_LINE; end -= CHUNK) {
    const start = Math.max(0, end - CHUNK);
    const { bytesRead, buffer } = await file.read(Buffer.alloc(end - start), 0, end - start, start);
    const chunk = buffer.subarray(0, bytesRead);
    const newline = chunk.lastIndexOf(NEWLINE);
    chunks.unshift(chunk.subarray(newline + 1));
    if (newline >= 0 || start === 0) return { start: start + newline + 1, line: Buffer.concat(chunks) };
  }
  return { start: size };
}

/** Whether a line begins like one of ours, and ends too soon. A loss of power may leave zeros in place of it. */
function isUnfinished(line: Buffer): boolean {
  if (line[0] !== OPEN_OBJECT && line[0] !== NUL) return false;
  try {
    JSON.parse(line.toString('utf8'));
    return false;
  } catch {
    return true;
  }
}

/** @returns false where a file may only be appended to */
async function cut(file: FileHandle, length: number): Promise<boolean> {
  try {
    await file.truncate(length);
    return true;
  } catch {
    return false;
  }
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

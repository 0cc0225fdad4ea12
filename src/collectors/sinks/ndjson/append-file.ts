import { type FileHandle, open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { SinkFileError } from './errors.ts';

/**
 * A file of lines that only grows. It is opened with the first append, and created, readable only by its owner, if it does
 * not exist. An append settles when its lines are on the disk.
 *
 * A last line that a crash or a full disk cut off is removed when the file is opened: its record was not acknowledged, so
 * it is written again. A line is cut off if it begins like one of ours and is not complete JSON. Any other last line
 * without an end, such as one written by hand, is kept, and the next append starts a new line.
 *
 * A file has one writer. A line that another process is writing is left alone, but lines of both may mix. A file that was
 * renamed or removed, as `logrotate` does, is created again by the next append.
 */
export class AppendFile {
  readonly #path: string;
  #file: FileHandle | undefined;
  /** Whether the last line has no end and is kept. */
  #needsNewline = false;

  constructor(path: string) {
    this.#path = path;
  }

  /**
   * Appends lines. The caller waits for an append before the next one.
   *
   * @param text whole lines, each with its newline
   * @throws SinkFileError if the file can't be written; some of the lines may be in it
   */
  async append(text: string): Promise<void> {
    try {
      if (this.#file !== undefined && !(await isInPlace(this.#file, this.#path))) await this.close();
      this.#file ??= await this.#open();
      await this.#file.appendFile(this.#needsNewline ? `\n${text}` : text);
      await syncFile(this.#file);
      this.#needsNewline = false;
    } catch (error) {
      // Opening it again removes a line that was cut off.
      await this.close();
      throw new SinkFileError(this.#path, error);
    }
  }

  async close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close().catch(() => undefined);
  }

  async #open(): Promise<FileHandle> {
    const file = await open(this.#path, 'a+', 0o600);
    try {
      this.#needsNewline = await repairLastLine(file);
      if ((await file.stat()).size === 0) await syncFolder(this.#path);
      return file;
    } catch (error) {
      await file.close();
      throw error;
    }
  }
}

/** Reports whether an open file still has its path. */
async function isInPlace(file: FileHandle, path: string): Promise<boolean> {
  const [held, named] = await Promise.all([file.stat(), stat(path).catch(() => undefined)]);
  return held.ino === named?.ino && held.dev === named.dev;
}

/** How long a file must not change before its last line counts as cut off, in milliseconds. */
const SETTLE_TIME = 300;
const MAX_LOOKS = 10;

/** Removes a last line that was cut off. @returns whether there is a last line without an end that is kept */
async function repairLastLine(file: FileHandle): Promise<boolean> {
  for (let look = 1; ; look += 1) {
    const before = await file.stat();
    if (!before.isFile() || before.size === 0) return false;
    const { start, line } = await readLastLine(file, before.size);
    if (line?.length === 0) return false;
    if (line === undefined || !isCutOff(line)) return true;
    await delay(SETTLE_TIME);
    const { size, mtimeMs } = await file.stat();
    // A file that may only be appended to can't be truncated.
    if (size === before.size && mtimeMs === before.mtimeMs) {
      return file.truncate(start).then(
        () => false,
        () => true,
      );
    }
    if (look === MAX_LOOKS) return true;
  }
}

/** How far back to look for the start of the last line: more than the length of any line of ours. */
const LONGEST_LINE = 16_000_000;
const CHUNK = 65_536;
const NEWLINE = 0x0a;

/** Reads the text after the last newline; without `line` if it is longer than any line of ours. */
async function readLastLine(file: FileHandle, size: number): Promise<{ start: number; line?: Buffer }> {
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

const OPEN_OBJECT = 0x7b;
const NUL = 0x00;

/** Reports whether a line begins like one of ours and ends too early. A loss of power may leave zeros in its place. */
function isCutOff(line: Buffer): boolean {
  if (line[0] !== OPEN_OBJECT && line[0] !== NUL) return false;
  try {
    JSON.parse(line.toString('utf8'));
    return false;
  } catch {
    return true;
  }
}

/** Pipes and terminals can't be synced and need not be. */
async function syncFile(file: FileHandle): Promise<void> {
  try {
    await file.datasync();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EINVAL') throw error;
  }
}

/** Syncs the name of a new file, which a loss of power could remove otherwise. Windows does not support it. */
async function syncFolder(path: string): Promise<void> {
  try {
    const folder = await open(dirname(path), 'r');
    await folder.sync().finally(() => folder.close());
  } catch {
    // The bytes of the file are synced.
  }
}

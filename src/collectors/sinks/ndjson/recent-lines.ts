import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { AppendFile } from './append-file.ts';

/** Bytes that are read of a file that exists already. */
const TAIL_BYTES = 16_000_000;
/** At least this many lines are remembered: more than a pipeline has in flight. */
const REMEMBERED_LINES = 100_000;
/** Longer keys are kept as their hash. */
const LONGEST_KEY = 200;

/**
 * Appends lines to a file, except those that are among its last 100,000. So a record that is read again, after a crash or
 * from another reader of the partition, is not written again.
 *
 * After a restart, only the lines in the last 16 MB of the file are remembered. That is enough unless more than 16 MB were
 * written and not acknowledged when the process ended: of those, the lines before the last 16 MB are written a second
 * time, with the same ids.
 */
export class RecentLines {
  readonly #file: AppendFile;
  readonly #path: string;
  readonly #marker: string;
  #keys = new Set<string>();
  #olderKeys = new Set<string>();
  /** Whether lines of the file may be missing among the keys. */
  #isStale = true;
  #last: Promise<unknown> = Promise.resolve();

  /** @param marker start of a line's key: lines that are equal from its last occurrence on are the same */
  constructor(path: string, marker: string) {
    this.#file = new AppendFile(path);
    this.#path = path;
    this.#marker = marker;
  }

  /**
   * Appends lines after those of earlier calls.
   *
   * @param lines without their ends
   * @throws SinkFileError if the file can't be written
   */
  append(lines: readonly string[]): Promise<void> {
    const appended = this.#last.then(() => this.#append(lines));
    this.#last = appended.catch(() => undefined);
    return appended;
  }

  /** Closes the file after the last append. */
  async close(): Promise<void> {
    await this.#last;
    await this.#file.close();
  }

  async #append(lines: readonly string[]): Promise<void> {
    if (this.#isStale) await this.#readKeys();
    const fresh = new Map<string, string>();
    for (const line of lines) {
      const key = this.#readKey(line) ?? line;
      if (!this.#keys.has(key) && !this.#olderKeys.has(key)) fresh.set(key, line);
    }
    if (fresh.size === 0) return;
    // If it fails, some of the lines may be in the file.
    this.#isStale = true;
    await this.#file.append([...fresh.values(), ''].join('\n'));
    this.#isStale = false;
    for (const key of fresh.keys()) this.#remember(key);
  }

  async #readKeys(): Promise<void> {
    for await (const line of readTail(this.#path)) {
      const key = this.#readKey(line);
      if (key !== undefined) this.#remember(key);
    }
    this.#isStale = false;
  }

  #remember(key: string): void {
    this.#keys.add(key);
    if (this.#keys.size >= REMEMBERED_LINES) [this.#olderKeys, this.#keys] = [this.#keys, new Set()];
  }

  /** Returns the key of a line. A line that was cut off has none, or another one. */
  #readKey(line: string): string | undefined {
    const start = line.lastIndexOf(this.#marker);
    if (start < 0) return undefined;
    const key = line.slice(start);
    return key.length > LONGEST_KEY ? createHash('sha1').update(key).digest('base64') : key;
  }
}

/** Reads the last lines of a file; nothing if it can't be read, which the append reports, or is a pipe or device. */
async function* readTail(path: string): AsyncGenerator<string> {
  const file = await open(path, 'r').catch(() => undefined);
  if (file === undefined) return;
  const stats = await file.stat();
  if (stats.isFile()) yield* file.readLines({ start: Math.max(0, stats.size - TAIL_BYTES), encoding: 'utf8' });
  await file.close().catch(() => undefined);
}

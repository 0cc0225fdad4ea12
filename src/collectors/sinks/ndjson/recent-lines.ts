import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { AppendFile } from './append-file.ts';

/** What is read of a file that is there already: what a crash left unacknowledged is among its last lines. */
const TAIL_BYTES = 256_000_000;
/** At least so many lines are known, more than a pipeline has on its way. */
const KNOWN_LINES = 100_000;
/** Longer keys are kept as their hash. */
const LONGEST_KEY = 200;

/**
 * Appends lines to a file, but for those that are among its last ones already: what comes again, after a crash or from
 * another reader of the partition, is not written again.
 */
export class RecentLines {
  readonly #file: AppendFile;
  readonly #path: string;
  readonly #marker: string;
  #keys: Set<string> | undefined;
  #olderKeys = new Set<string>();
  #last: Promise<unknown> = Promise.resolve();

  /** @param marker where a line's key begins: lines that are equal from its last occurrence on are the same */
  constructor(file: AppendFile, path: string, marker: string) {
    this.#file = file;
    this.#path = path;
    this.#marker = marker;
  }

  /**
   * @param lines without their ends
   * @throws SinkFileError
   */
  append(lines: readonly string[]): Promise<void> {
    const appended = this.#last.then(() => this.#append(lines));
    this.#last = appended.catch(() => undefined);
    return appended;
  }

  async #append(lines: readonly string[]): Promise<void> {
    this.#keys ??= await this.#readKeys();
    const fresh = new Map<string, string>();
    for (const line of lines) {
      const key = this.#keyOf(line) ?? line;
      if (!this.#keys.has(key) && !this.#olderKeys.has(key)) fresh.set(key, line);
    }
    if (fresh.size === 0) return;
    try {
      await this.#file.append([...fresh.values(), ''].join('\n'));
    } catch (error) {
      // Some of the lines may have been written: the file knows which.
      this.#keys = undefined;
      throw error;
    }
    for (const key of fresh.keys()) this.#remember(key);
  }

  async #readKeys(): Promise<Set<string>> {
    this.#keys = new Set();
    for await (const line of lastLines(this.#path)) {
      const key = this.#keyOf(line);
      if (key !== undefined) this.#remember(key);
    }
    return this.#keys;
  }

  #remember(key: string): void {
    this.#keys ??= new Set();
    this.#keys.add(key);
    if (this.#keys.size >= KNOWN_LINES) [this.#olderKeys, this.#keys] = [this.#keys, new Set()];
  }

  /** A line that a crash cut off has no key, or another one. */
  #keyOf(line: string): string | undefined {
    const start = line.lastIndexOf(this.#marker);
    if (start < 0) return undefined;
    const key = line.slice(start);
    return key.length > LONGEST_KEY ? createHash('sha1').update(key).digest('base64') : key;
  }
}

/** Nothing of what is not there, and of pipes and devices. Whether it can be written, the append tells. */
async function* lastLines(path: string): AsyncGenerator<string> {
  const file = await open(path, 'r').catch(() => undefined);
  if (file === undefined) return;
  const stats = await file.stat();
  if (stats.isFile()) yield* file.readLines({ start: Math.max(0, stats.size - TAIL_BYTES), encoding: 'utf8' });
  await file.close().catch(() => undefined);
}

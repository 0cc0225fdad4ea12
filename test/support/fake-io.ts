import { EventEmitter } from 'node:events';
import type { CommandIo } from '../../src/cli/io.ts';

/** A replacement for `process` that keeps its output. */
export interface FakeIo extends CommandIo {
  out(): string;
  err(): string;
  /** Sends a signal. */
  signal(name: 'SIGINT' | 'SIGTERM'): void;
  /** The codes that `exit` was called with. */
  readonly exits: number[];
}

export function fakeIo(env: Record<string, string> = {}, { isTTY = false }: { isTTY?: boolean } = {}): FakeIo {
  const emitter = new EventEmitter();
  const written = { out: '', err: '' };
  const exits: number[] = [];
  return {
    env,
    exits,
    stdout: { isTTY, columns: 100, write: (text) => void (written.out += text) },
    stderr: { isTTY, columns: 100, write: (text) => void (written.err += text) },
    on: (name, listener) => emitter.on(name, listener),
    off: (name, listener) => emitter.off(name, listener),
    exit: (code) => void exits.push(code),
    out: () => written.out,
    err: () => written.err,
    signal: (name) => void emitter.emit(name, name),
  };
}

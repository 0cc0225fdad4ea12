import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const SRC = fileURLToPath(new URL('../src', import.meta.url));

/** The rooms, or files at the top of src/, that each room may import, types included. Arrows point one way. */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  'process-wide.ts': [],
  'version.ts': [],
  cli: [],
  otlp: [],
  pricing: [],
  hooks: ['process-wide.ts'],
  instrumentation: ['hooks', 'pricing', 'process-wide.ts', 'version.ts'],
  'index.ts': ['instrumentation'],
  register: ['hooks', 'index.ts', 'otlp', 'process-wide.ts'],
  'register.ts': ['register'],
  'hooks.ts': ['hooks', 'register'],
  demo: ['cli', 'otlp'],
  collectors: ['cli', 'otlp', 'version.ts'],
  commands: ['cli', 'collectors', 'demo', 'pricing', 'version.ts'],
  'cli.ts': ['commands'],
};

function roomOf(file: string): string {
  return file.split('/')[0]!;
}

test('each room imports only the rooms that it may', () => {
  const forbidden = globSync('**/*.ts', { cwd: SRC }).flatMap((file) => {
    const imports = readFileSync(join(SRC, file), 'utf8').matchAll(/(?:from|import\() ?'(\.[^']+)'/g);
    const rooms = [...imports].map(([, path]) => roomOf(relative(SRC, join(SRC, dirname(file), path!))));
    const room = roomOf(file);
    return rooms
      .filter((other) => other !== room && !ROOMS[room]?.includes(other))
      .map((other) => `${file} -> ${other}`);
  });
  expect(forbidden).toEqual([]);
});

test('no room can be reached from itself', () => {
  const reachable = (room: string, path: readonly string[] = []): string[] => {
    if (path.includes(room)) return [`${[...path, room].join(' -> ')}`];
    return (ROOMS[room] ?? []).flatMap((next) => reachable(next, [...path, room]));
  };
  expect(Object.keys(ROOMS).flatMap((room) => reachable(room))).toEqual([]);
});

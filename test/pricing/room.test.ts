import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const ROOM = fileURLToPath(new URL('../../src/pricing', import.meta.url));

it.each(globSync('**/*.ts', { cwd: ROOM }))('pricing imports nothing from outside: %s', (file) => {
  const source = readFileSync(join(ROOM, file), 'utf8');
  for (const [, from = ''] of source.matchAll(/^(?:import|export) .*? from '(.+?)';$/gms)) {
    const isInside = from.startsWith('.') && !relative(ROOM, join(ROOM, dirname(file), from)).startsWith('..');
    expect(isInside || from.startsWith('node:'), from).toBe(true);
  }
});

it('pricing a call opens no connection, and no file but one of own prices', () => {
  const files = reachableFrom('index.ts');
  const builtins = files.flatMap((file) =>
    [...readFileSync(join(ROOM, file), 'utf8').matchAll(/from '(node:.+?)'/g)].map(([, name]) => name),
  );
  expect(builtins).toEqual(['node:fs']);
  expect(files.filter((file) => readFileSync(join(ROOM, file), 'utf8').includes('fetch('))).toEqual([]);
});

function reachableFrom(file: string, seen: string[] = []): string[] {
  if (seen.includes(file)) return seen;
  seen.push(file);
  for (const [, from = ''] of readFileSync(join(ROOM, file), 'utf8').matchAll(/from '(\..+?)'/g))
    reachableFrom(join(dirname(file), from), seen);
  return seen;
}

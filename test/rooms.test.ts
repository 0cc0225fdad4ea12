import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const SRC = fileURLToPath(new URL('../src', import.meta.url));

/**
 * The rooms (folders, or single files) that each room of src/ may import, types included. A room is listed below those that
 * it imports, so arrows point one way.
 */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  cli: [],
  'collectors/missing-package-error.ts': [],
  'collectors/pipeline': [],
  'instrumentation/guarded.ts': [],
  'instrumentation/json.ts': [],
  'instrumentation/registered-providers.ts': [],
  otlp: [],
  pricing: [],
  'process-wide.ts': [],
  'version.ts': [],
  'collectors/optional-package.ts': ['collectors/missing-package-error.ts'],
  demo: ['cli', 'otlp'],
  hooks: ['process-wide.ts'],
  'instrumentation/semconv': ['pricing'],
  'collectors/azure': ['collectors/optional-package.ts'],
  'collectors/sinks': [
    'collectors/missing-package-error.ts',
    'collectors/optional-package.ts',
    'collectors/pipeline',
    'otlp',
    'version.ts',
  ],
  'instrumentation/attribution': ['instrumentation/guarded.ts', 'instrumentation/semconv', 'pricing'],
  'instrumentation/client': [
    'instrumentation/guarded.ts',
    'instrumentation/json.ts',
    'instrumentation/semconv',
    'process-wide.ts',
  ],
  'instrumentation/messages': ['instrumentation/json.ts', 'instrumentation/semconv'],
  'collectors/logs': ['collectors/azure', 'collectors/optional-package.ts', 'collectors/pipeline'],
  'collectors/metrics': [
    'collectors/azure',
    'collectors/missing-package-error.ts',
    'collectors/optional-package.ts',
    'collectors/pipeline',
  ],
  'collectors/run-pipeline.ts': ['collectors/pipeline', 'collectors/sinks'],
  'instrumentation/config': [
    'instrumentation/attribution',
    'instrumentation/client',
    'instrumentation/json.ts',
    'instrumentation/messages',
    'pricing',
  ],
  'instrumentation/operations': ['instrumentation/json.ts', 'instrumentation/messages', 'instrumentation/semconv'],
  'collectors/command': [
    'cli',
    'collectors/azure',
    'collectors/logs',
    'collectors/metrics',
    'collectors/missing-package-error.ts',
    'collectors/optional-package.ts',
    'collectors/pipeline',
    'collectors/run-pipeline.ts',
    'collectors/sinks',
    'version.ts',
  ],
  'collectors/index.ts': [
    'collectors/azure',
    'collectors/logs',
    'collectors/metrics',
    'collectors/missing-package-error.ts',
    'collectors/pipeline',
    'collectors/run-pipeline.ts',
    'collectors/sinks',
  ],
  'instrumentation/attributes': [
    'instrumentation/attribution',
    'instrumentation/client',
    'instrumentation/json.ts',
    'instrumentation/operations',
    'instrumentation/semconv',
    'pricing',
  ],
  'collectors/doctor': [
    'cli',
    'collectors/azure',
    'collectors/command',
    'collectors/logs',
    'collectors/missing-package-error.ts',
    'collectors/optional-package.ts',
    'collectors/sinks',
    'otlp',
  ],
  'instrumentation/billing': [
    'instrumentation/attributes',
    'instrumentation/config',
    'instrumentation/json.ts',
    'instrumentation/operations',
    'instrumentation/semconv',
    'pricing',
    'process-wide.ts',
  ],
  commands: ['cli', 'collectors/command', 'collectors/doctor', 'demo', 'pricing', 'version.ts'],
  'instrumentation/call': [
    'instrumentation/attributes',
    'instrumentation/attribution',
    'instrumentation/billing',
    'instrumentation/client',
    'instrumentation/config',
    'instrumentation/guarded.ts',
    'instrumentation/json.ts',
    'instrumentation/messages',
    'instrumentation/operations',
    'instrumentation/semconv',
    'pricing',
  ],
  'cli.ts': ['commands'],
  'instrumentation/metrics': [
    'instrumentation/call',
    'instrumentation/client',
    'instrumentation/operations',
    'instrumentation/semconv',
  ],
  'instrumentation/sockets': [
    'instrumentation/call',
    'instrumentation/client',
    'instrumentation/guarded.ts',
    'instrumentation/json.ts',
    'instrumentation/operations',
    'instrumentation/semconv',
    'process-wide.ts',
  ],
  'instrumentation/call-endings.ts': [
    'instrumentation/attribution',
    'instrumentation/call',
    'instrumentation/config',
    'instrumentation/metrics',
  ],
  'instrumentation/instrumentation.ts': [
    'hooks',
    'instrumentation/attribution',
    'instrumentation/call',
    'instrumentation/call-endings.ts',
    'instrumentation/client',
    'instrumentation/config',
    'instrumentation/guarded.ts',
    'instrumentation/operations',
    'instrumentation/registered-providers.ts',
    'instrumentation/sockets',
    'version.ts',
  ],
  'index.ts': [
    'instrumentation/attribution',
    'instrumentation/config',
    'instrumentation/instrumentation.ts',
    'instrumentation/messages',
  ],
  register: ['hooks', 'index.ts', 'otlp', 'process-wide.ts'],
  'hooks.ts': ['hooks', 'register'],
  'register.ts': ['register'],
};

/** The folder of a file; in the two largest parts, the folder within it. */
function findRoom(file: string): string {
  const [part, room] = file.split('/');
  return room !== undefined && (part === 'instrumentation' || part === 'collectors') ? `${part}/${room}` : part!;
}

test('each room imports only the rooms that it may', () => {
  const forbidden = globSync('**/*.ts', { cwd: SRC }).flatMap((file) => {
    const imports = readFileSync(join(SRC, file), 'utf8').matchAll(/(?:from|import\() ?'(\.[^']+)'/g);
    const rooms = [...imports].map(([, path]) => findRoom(relative(SRC, join(SRC, dirname(file), path!))));
    const allowed = ROOMS[findRoom(file)];
    return rooms
      .filter((room) => room !== findRoom(file) && !allowed?.includes(room))
      .map((room) => `${file} -> ${room}`);
  });
  expect(forbidden).toEqual([]);
});

test('a room is listed below the rooms that it imports, so that none imports itself', () => {
  const order = Object.keys(ROOMS);
  const backward = order.flatMap((room, place) =>
    ROOMS[room]!.filter((other) => order.indexOf(other) >= place || !order.includes(other)).map(
      (other) => `${room} -> ${other}`,
    ),
  );
  expect(backward).toEqual([]);
});

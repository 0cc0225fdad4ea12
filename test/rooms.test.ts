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
  'collectors/concurrency': [],
  'collectors/errors.ts': [],
  'collectors/optional-package.ts': [],
  'environment.ts': [],
  'instrumentation/json.ts': [],
  'json.ts': [],
  'log.ts': [],
  pricing: [],
  'process-wide.ts': [],
  'version.ts': [],
  'collectors/contracts': ['collectors/errors.ts', 'collectors/optional-package.ts'],
  hooks: ['log.ts', 'process-wide.ts'],
  'instrumentation/safely.ts': ['log.ts', 'process-wide.ts'],
  'instrumentation/semconv': ['pricing'],
  otlp: ['environment.ts'],
  'collectors/azure': ['collectors/contracts', 'collectors/optional-package.ts', 'otlp'],
  'instrumentation/attribution': ['instrumentation/safely.ts', 'instrumentation/semconv', 'log.ts', 'pricing'],
  'instrumentation/client': ['instrumentation/json.ts', 'instrumentation/safely.ts', 'log.ts', 'process-wide.ts'],
  'instrumentation/messages': [
    'instrumentation/json.ts',
    'instrumentation/safely.ts',
    'instrumentation/semconv',
    'log.ts',
  ],
  'instrumentation/providers.ts': ['instrumentation/safely.ts', 'process-wide.ts'],
  receiver: ['json.ts', 'otlp'],
  bill: ['instrumentation/semconv', 'pricing', 'receiver'],
  'collectors/logs': [
    'collectors/azure',
    'collectors/concurrency',
    'collectors/contracts',
    'collectors/optional-package.ts',
    'json.ts',
  ],
  'collectors/metrics': [
    'collectors/azure',
    'collectors/concurrency',
    'collectors/contracts',
    'collectors/optional-package.ts',
    'otlp',
  ],
  'instrumentation/config': [
    'environment.ts',
    'instrumentation/attribution',
    'instrumentation/client',
    'instrumentation/json.ts',
    'instrumentation/messages',
    'instrumentation/safely.ts',
    'pricing',
  ],
  'instrumentation/operations': ['instrumentation/json.ts', 'instrumentation/messages', 'instrumentation/semconv'],
  'collectors/costs': [
    'collectors/azure',
    'collectors/concurrency',
    'collectors/contracts',
    'collectors/metrics',
    'json.ts',
    'pricing',
  ],
  'instrumentation/attributes': [
    'instrumentation/attribution',
    'instrumentation/client',
    'instrumentation/json.ts',
    'instrumentation/operations',
    'instrumentation/semconv',
    'pricing',
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
  'instrumentation/call': [
    'instrumentation/attributes',
    'instrumentation/attribution',
    'instrumentation/billing',
    'instrumentation/client',
    'instrumentation/config',
    'instrumentation/json.ts',
    'instrumentation/messages',
    'instrumentation/operations',
    'instrumentation/safely.ts',
    'instrumentation/semconv',
    'log.ts',
    'pricing',
  ],
  'span-cost': [
    'instrumentation/billing',
    'instrumentation/client',
    'instrumentation/config',
    'instrumentation/json.ts',
    'instrumentation/operations',
    'instrumentation/safely.ts',
    'instrumentation/semconv',
    'pricing',
    'process-wide.ts',
  ],
  'instrumentation/metrics': [
    'instrumentation/call',
    'instrumentation/client',
    'instrumentation/operations',
    'instrumentation/semconv',
  ],
  'instrumentation/sockets': [
    'instrumentation/call',
    'instrumentation/client',
    'instrumentation/json.ts',
    'instrumentation/operations',
    'instrumentation/safely.ts',
    'instrumentation/semconv',
    'process-wide.ts',
  ],
  store: ['bill', 'instrumentation/config', 'instrumentation/semconv', 'json.ts', 'pricing', 'receiver', 'span-cost'],
  'collectors/sinks': [
    'collectors/contracts',
    'collectors/optional-package.ts',
    'otlp',
    'receiver',
    'store',
    'version.ts',
  ],
  dashboard: ['bill', 'cli', 'instrumentation/semconv', 'pricing', 'receiver', 'store'],
  'instrumentation/call-observers.ts': [
    'instrumentation/attribution',
    'instrumentation/call',
    'instrumentation/config',
    'instrumentation/metrics',
    'instrumentation/semconv',
  ],
  'ai-sdk': [
    'instrumentation/call',
    'instrumentation/call-observers.ts',
    'instrumentation/client',
    'instrumentation/config',
    'instrumentation/json.ts',
    'instrumentation/messages',
    'instrumentation/operations',
    'instrumentation/providers.ts',
    'instrumentation/safely.ts',
    'instrumentation/semconv',
    'version.ts',
  ],
  'collectors/pipeline': [
    'cli',
    'collectors/concurrency',
    'collectors/contracts',
    'collectors/errors.ts',
    'collectors/sinks',
  ],
  'collectors/settings': [
    'cli',
    'collectors/azure',
    'collectors/logs',
    'collectors/optional-package.ts',
    'collectors/sinks',
    'json.ts',
    'otlp',
    'store',
  ],
  'instrumentation/instrumentation.ts': [
    'hooks',
    'instrumentation/call',
    'instrumentation/call-observers.ts',
    'instrumentation/client',
    'instrumentation/config',
    'instrumentation/operations',
    'instrumentation/providers.ts',
    'instrumentation/safely.ts',
    'instrumentation/semconv',
    'instrumentation/sockets',
    'version.ts',
  ],
  'collectors/command': [
    'cli',
    'collectors/azure',
    'collectors/contracts',
    'collectors/costs',
    'collectors/logs',
    'collectors/metrics',
    'collectors/optional-package.ts',
    'collectors/pipeline',
    'collectors/settings',
    'collectors/sinks',
    'otlp',
    'store',
    'version.ts',
  ],
  'collectors/index.ts': [
    'collectors/azure',
    'collectors/concurrency',
    'collectors/contracts',
    'collectors/costs',
    'collectors/logs',
    'collectors/metrics',
    'collectors/optional-package.ts',
    'collectors/pipeline',
    'collectors/sinks',
  ],
  demo: [
    'bill',
    'cli',
    'collectors/contracts',
    'collectors/costs',
    'collectors/logs',
    'collectors/metrics',
    'collectors/pipeline',
    'collectors/sinks',
    'dashboard',
    'instrumentation/attributes',
    'instrumentation/billing',
    'instrumentation/messages',
    'instrumentation/operations',
    'instrumentation/semconv',
    'json.ts',
    'pricing',
    'receiver',
    'store',
    'version.ts',
  ],
  'index.ts': [
    'instrumentation/attribution',
    'instrumentation/config',
    'instrumentation/instrumentation.ts',
    'instrumentation/messages',
  ],
  setup: ['cli', 'collectors/errors.ts', 'collectors/settings', 'json.ts'],
  'azure-monitor': ['cli', 'collectors/settings', 'instrumentation/semconv', 'setup'],
  'collectors/doctor': [
    'cli',
    'collectors/azure',
    'collectors/command',
    'collectors/contracts',
    'collectors/costs',
    'collectors/errors.ts',
    'collectors/logs',
    'collectors/metrics',
    'collectors/settings',
  ],
  elastic: [
    'cli',
    'collectors/command',
    'collectors/contracts',
    'collectors/errors.ts',
    'collectors/logs',
    'collectors/settings',
    'instrumentation/semconv',
    'json.ts',
    'setup',
  ],
  grafana: ['cli', 'collectors/errors.ts', 'collectors/settings', 'instrumentation/semconv', 'json.ts', 'setup'],
  register: ['environment.ts', 'hooks', 'index.ts', 'log.ts', 'otlp', 'process-wide.ts', 'span-cost'],
  commands: [
    'azure-monitor',
    'cli',
    'collectors/command',
    'collectors/doctor',
    'dashboard',
    'demo',
    'elastic',
    'grafana',
    'pricing',
    'version.ts',
  ],
  'hooks.ts': ['hooks', 'register'],
  'register.ts': ['register'],
  'cli.ts': ['commands'],
};

/** The folder of a file; in the two largest parts, the folder within it. */
function findRoom(file: string): string {
  const [part, room] = file.split('/');
  return room !== undefined && (part === 'instrumentation' || part === 'collectors') ? `${part}/${room}` : part!;
}

test('each room imports only the rooms that it may', () => {
  const forbidden = globSync('**/*.{ts,tsx}', { cwd: SRC }).flatMap((file) => {
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

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventHubLogs } from '../../../src/collectors/logs/event-hub/source.ts';
import { startAzurite, type Azurite } from '../../support/azurite.ts';
import { spawnEventHubs, type SpawnedEventHubs } from '../../support/event-hubs/spawn-event-hubs.ts';
import { newContainer, read, until } from './read-source.ts';

let azurite: Azurite;
let hubs: SpawnedEventHubs;
beforeAll(async () => {
  [azurite, hubs] = await Promise.all([startAzurite(), spawnEventHubs({ partitions: 2 })]);
});
afterAll(() => Promise.all([azurite.close(), hubs.close()]));

test('another reader reads every event that a killed reader had not acknowledged', async () => {
  const options = {
    eventHub: hubs.hub,
    connectionString: hubs.connectionString,
    storage: { connectionString: azurite.connectionString, container: newContainer() },
    loadBalancing: { updateInterval: 200, ownershipExpiration: 3000 },
    maxBatchSize: 20,
  };
  const count = 20_000;
  for (const partition of [0, 1]) await hubs.control('generate', { partition, count, body: `p${partition}-{n}` });

  const seen: string[] = [];
  const main = fileURLToPath(new URL('./reader-process.ts', import.meta.url));
  const victim = spawn(process.execPath, [main, JSON.stringify(options)], { stdio: ['ignore', 'pipe', 'inherit'] });
  createInterface(victim.stdout).on('line', (line) => seen.push(...(JSON.parse(line) as string[])));
  await until(() => seen.length > 1000);
  victim.kill('SIGKILL');
  await once(victim, 'close');
  const before = seen.length;
  expect(before).toBeLessThan(2 * count);

  const other = read(eventHubLogs({ ...options, maxBatchSize: 500 }));
  const all = (): Set<string> => new Set([...seen, ...other.bodies]);
  await until(() => other.events.length >= 2 * count - before && all().size === 2 * count);
  await other.stop();
  // The victim's checkpoints count: not every event is read again.
  expect(other.events.length).toBeLessThan(2 * count);
});

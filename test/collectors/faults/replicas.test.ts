import { expect, test } from 'vitest';
import { PARTITIONS, Producer, sorted, startWorld, until } from './support.ts';
import type { World } from './support.ts';

const timeout = 120_000;

/** How many replicas read, and how many partitions are read. */
function sharing({ hubs }: World): { replicas: number; partitions: number } {
  return {
    replicas: new Set(hubs.receivers.map(({ connectionId }) => connectionId)).size,
    partitions: new Set(hubs.receivers.map(({ partitionId }) => partitionId)).size,
  };
}

test('two replicas share the partitions, and one takes over when the other is killed', { timeout }, async () => {
  await using world = await startWorld();
  const producer = new Producer(world.hubs);
  const load = setInterval(() => producer.send(20), 10);
  const replicas = [world.collect(), world.collect()];
  await until(() => sharing(world).replicas === 2 && sharing(world).partitions === PARTITIONS);
  const [killed, heir] = replicas as [(typeof replicas)[0], (typeof replicas)[0]];
  killed.child.kill('SIGKILL');
  await until(() => sharing(world).replicas === 1 && sharing(world).partitions === PARTITIONS);
  clearInterval(load);
  await until(() => world.stored().length >= producer.documents.length);
  heir.child.kill('SIGTERM');
  expect((await heir.ended).code).toBe(0);
  expect(sorted(world.stored())).toEqual(sorted(producer.documents));
  expect(sorted(world.deadLetters())).toEqual(sorted(producer.poison));
});

test(
  'a replica that is stopped finishes what it has read, and gives its partitions back at once',
  { timeout },
  async () => {
    await using world = await startWorld();
    const producer = new Producer(world.hubs);
    producer.send(400);
    world.elasticsearch.faults.add({ kind: 'slow', delay: 300, times: null });
    // Without giving back, the next one would wait for a minute.
    const env = { AZURE_OPENAI_OTEL_PROCESSOR_OWNERSHIP_EXPIRATION: '60s' };
    const first = world.collect(env);
    await until(() => world.elasticsearch.requests.length > 0);
    first.child.kill('SIGTERM');
    expect((await first.ended).code).toBe(0);
    const conflicts = world.elasticsearch.store.conflicts;
    world.elasticsearch.faults.clear();
    const second = world.collect(env);
    await until(() => world.stored().length >= producer.documents.length);
    second.child.kill('SIGTERM');
    expect((await second.ended).code).toBe(0);
    expect(sorted(world.stored())).toEqual(sorted(producer.documents));
    // Nothing that the first one had read came again.
    expect([conflicts, world.elasticsearch.store.conflicts]).toEqual([0, 0]);
  },
);

import { expect, test } from 'vitest';
import { DEAD_LETTERS, DOCUMENTS, Producer, sorted, startWorld, until } from './support.ts';

/** `KILLS=50 npx vitest run test/collectors/faults` does it longer. */
const KILLS = Number(process.env['KILLS'] ?? 4);

test(
  'a collector that is killed at any moment loses nothing, stores nothing twice and buries exactly the unreadable',
  {
    timeout: 60_000 + KILLS * 15_000,
  },
  async () => {
    await using world = await startWorld();
    const { store } = world.elasticsearch;
    // What is tried again is stored well after the rest of its batch: long enough to be killed in between.
    world.elasticsearch.faults.add({ kind: 'items', status: 429, every: 150, times: null });
    const producer = new Producer(world.hubs);
    producer.send(500);
    const load = setInterval(() => producer.send(60), 20);
    for (let kill = 0; kill < KILLS; kill += 1) {
      const collector = world.collect();
      const before = store.count(DOCUMENTS);
      await until(() => store.count(DOCUMENTS) > before);
      // A random moment of reading, writing and storing checkpoints.
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 300));
      collector.child.kill('SIGKILL');
      expect((await collector.ended).signal).toBe('SIGKILL');
    }
    clearInterval(load);
    const collector = world.collect();
    await until(
      () => store.count(DOCUMENTS) + store.count(DEAD_LETTERS) >= producer.documents.length + producer.poison.length,
    );
    collector.child.kill('SIGTERM');
    expect(await collector.ended).toMatchObject({ code: 0 });
    expect(sorted(world.stored())).toEqual(sorted(producer.documents));
    expect(sorted(world.deadLetters())).toEqual(sorted(producer.poison));
  },
);

import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

test(
  'files of documents and dead letters have whole lines alone, each once, after kills at any moment',
  { timeout: 60_000 + KILLS * 15_000 },
  async () => {
    await using world = await startWorld();
    const folder = mkdtempSync(join(tmpdir(), 'killed-'));
    const [documents, letters] = [join(folder, 'documents.ndjson'), join(folder, 'letters.ndjson')];
    const lines = (path: string): string[] =>
      existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : [];
    const settings = { OUTPUT: 'ndjson', NDJSON_PATH: documents, DEAD_LETTERS: 'file', DEAD_LETTER_PATH: letters };
    const env = Object.fromEntries(
      Object.entries(settings).map(([name, value]) => [`AZURE_OPENAI_OTEL_${name}`, value]),
    );
    const producer = new Producer(world.hubs);
    producer.send(500);
    const load = setInterval(() => producer.send(60), 20);
    for (let kill = 0; kill < KILLS; kill += 1) {
      const collector = world.collect(env);
      const before = lines(documents).length;
      await until(() => lines(documents).length > before);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 300));
      collector.child.kill('SIGKILL');
      await collector.ended;
    }
    clearInterval(load);
    const collector = world.collect(env);
    await until(
      () => lines(documents).length >= producer.documents.length && lines(letters).length >= producer.poison.length,
    );
    collector.child.kill('SIGTERM');
    expect(await collector.ended).toMatchObject({ code: 0 });
    const ids = lines(documents).map((line) => JSON.parse(line).azure.open_ai.correlation_id as string);
    expect(sorted(ids)).toEqual(sorted(producer.documents));
    expect(sorted(lines(letters).map((line) => JSON.parse(line).body as string))).toEqual(sorted(producer.poison));
    rmSync(folder, { recursive: true });
  },
);

import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FOREIGN_ANSWERS, TOO_LARGE } from '../../support/foreign-answers.ts';
import { DEAD_LETTERS, DOCUMENTS, PARTITIONS, Producer, sorted, startWorld, until } from './support.ts';

const timeout = 120_000;

test('nothing is lost or stored twice while the search engine fails in every way', { timeout }, async () => {
  await using world = await startWorld();
  const { store, faults } = world.elasticsearch;
  const producer = new Producer(world.hubs);
  producer.send(600);
  faults.add(
    { kind: 'status', status: 503, times: 2 },
    { kind: 'status', status: 429, retryAfter: 1 },
    { kind: 'drop', moment: 'after', times: 2 },
    { kind: 'drop', moment: 'mid-answer' },
    { kind: 'answer', body: '<html>gateway</html>' },
    ...FOREIGN_ANSWERS.filter(({ isWrongUrl }) => isWrongUrl !== true).map(
      (answer) => ({ kind: 'foreign', answer }) as const,
    ),
    { kind: 'foreign', answer: TOO_LARGE, times: 12 },
    { kind: 'items', status: 503, every: 7, times: 40 },
    { kind: 'items', status: 429, every: 11, times: 40 },
  );
  const collector = world.collect();
  await until(
    () => store.count(DOCUMENTS) >= producer.documents.length && store.count(DEAD_LETTERS) >= producer.poison.length,
  );
  collector.child.kill('SIGTERM');
  expect((await collector.ended).code).toBe(0);
  expect(sorted(world.stored())).toEqual(sorted(producer.documents));
  expect(sorted(world.deadLetters())).toEqual(sorted(producer.poison));
});

test(
  'what the search engine refuses for good is a dead letter with its reason, and the rest goes on',
  { timeout },
  async () => {
    await using world = await startWorld();
    const { store, faults } = world.elasticsearch;
    const producer = new Producer(world.hubs);
    producer.send(30);
    faults.add({ kind: 'items', status: 400, times: 3, type: 'document_parsing_exception', reason: 'no such field' });
    const collector = world.collect();
    await until(() => store.count() >= producer.documents.length);
    collector.child.kill('SIGTERM');
    expect((await collector.ended).code).toBe(0);
    const refused = world.deadLetters().map((body) => JSON.parse(body).azure.open_ai.correlation_id as string);
    expect(refused).toHaveLength(3);
    expect(sorted([...world.stored(), ...refused])).toEqual(sorted(producer.documents));
  },
);

test('a full sink stops the reading: no more is taken from the hub than fits', { timeout }, async () => {
  await using world = await startWorld();
  const body = JSON.stringify({ records: [{ category: 'Audit', time: '2026-05-24T12:23:02Z' }] });
  for (let partition = 0; partition < PARTITIONS; partition += 1) world.hubs.generate(partition, 20_000, () => body);
  world.elasticsearch.faults.add({ kind: 'hang', moment: 'before', times: null });
  const collector = world.collect({ AZURE_OPENAI_OTEL_PARTITION_RECEIVE_COUNT: '10' });
  await until(() => world.hubs.receivers.length === PARTITIONS && world.hubs.sent > 0);
  let sent = -1;
  while (sent !== world.hubs.sent) {
    sent = world.hubs.sent;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  // Two batches that are not acknowledged, and three that wait, for each partition.
  expect(sent).toBeLessThanOrEqual(PARTITIONS * 50);
  collector.child.kill('SIGKILL');
  await collector.ended;
});

test('a collector whose sink is down lives within 512 MB, however large the events are', { timeout }, async () => {
  await using world = await startWorld();
  const records = Array.from({ length: 400 }, () => ({ category: 'Audit', properties: { text: 'x'.repeat(400) } }));
  const body = JSON.stringify({ records });
  for (let partition = 0; partition < PARTITIONS; partition += 1) world.hubs.generate(partition, 5000, () => body);
  world.elasticsearch.faults.add({ kind: 'hang', moment: 'before', times: null });
  const collector = world.collect({ NODE_OPTIONS: '--max-old-space-size=256' });
  await until(() => world.hubs.receivers.length === PARTITIONS && world.hubs.sent > 0);
  let sent = -1;
  while (sent !== world.hubs.sent) {
    sent = world.hubs.sent;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  expect(collector.child.exitCode).toBeNull();
  expect(sent * body.length).toBeLessThanOrEqual(33_554_432);
  const status = `/proc/${collector.child.pid}/status`;
  if (existsSync(status))
    expect(Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(status, 'utf8'))?.[1])).toBeLessThan(500_000);
  collector.child.kill('SIGKILL');
  await collector.ended;
});

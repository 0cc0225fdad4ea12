import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Azurite, startAzurite } from '../../support/azurite.ts';
import { type ElasticsearchStandIn, startElasticsearch } from '../../support/elasticsearch/server.ts';
import { type EventHubs, startEventHubs } from '../../support/event-hubs/event-hubs.ts';

const CLI = fileURLToPath(new URL('../../../src/cli.ts', import.meta.url));
const FOLDER = mkdtempSync(join(tmpdir(), 'command-'));

interface Run {
  readonly process: ChildProcess;
  readonly out: Promise<string>;
  readonly err: Promise<string>;
  /** Exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
}

function run(args: string[], env: Record<string, string> = {}): Run {
  const child = spawn(process.execPath, [CLI, ...args], {
    cwd: FOLDER,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | string);
  return { process: child, out: text(child.stdout), err: text(child.stderr), ended };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(10);
}

function countRecords(file: string): number {
  using db = new DatabaseSync(file, { readOnly: true });
  return Number(db.prepare('SELECT count(*) AS n FROM platform').get()!['n']);
}

describe('azure-openai-otel', () => {
  test.each([
    [['collect', '--help'], 0, 'Usage: azure-openai-otel collect logs|metrics|costs|all'],
    [['doctor', '--help'], 0, 'Usage: azure-openai-otel doctor'],
  ])('%j prints its usage', async (args, code, beginning) => {
    const { ended, out } = run(args);
    expect(await ended).toBe(code);
    expect(await out).toMatch(new RegExp(`^${beginning.replaceAll('|', '\\|')}`));
  });

  test('collect all without settings exits with code 2 and one message', async () => {
    const { ended, err } = run(['collect', 'all']);
    expect(await ended).toBe(2);
    expect((await err).match(/^ {2}\w+: is missing/gm)).toHaveLength(9);
  });
});

describe('azure-openai-otel collect logs', () => {
  let hubs: EventHubs;
  let azurite: Azurite;
  let elasticsearch: ElasticsearchStandIn;
  let env: Record<string, string>;

  beforeAll(async () => {
    [hubs, azurite, elasticsearch] = await Promise.all([
      startEventHubs({ partitions: 2 }),
      startAzurite(),
      startElasticsearch(),
    ]);
    env = {
      AZURE_OPENAI_OTEL_EVENTHUB: 'logs',
      AZURE_OPENAI_OTEL_CONNECTION_STRING: hubs.connectionString,
      AZURE_OPENAI_OTEL_STORAGE_ACCOUNT_CONNECTION_STRING: azurite.connectionString,
      AZURE_OPENAI_OTEL_PROCESSOR_UPDATE_INTERVAL: '1s',
      AZURE_OPENAI_OTEL_HEALTH_PORT: '0',
      ELASTICSEARCH_URL: elasticsearch.url,
    };
  });
  afterAll(() => Promise.all([hubs.close(), azurite.close(), elasticsearch.close()]));

  function send(partition: number, from: number, count: number): void {
    const events = Array.from({ length: count }, (_, index) => ({
      records: [
        {
          time: '2026-05-01T10:00:00Z',
          category: 'Audit',
          operationName: 'ListKey',
          correlationId: String(from + index),
          resourceId: '/SUBSCRIPTIONS/S/RESOURCEGROUPS/G/PROVIDERS/MICROSOFT.COGNITIVESERVICES/ACCOUNTS/A',
        },
      ],
    }));
    hubs.send(
      partition,
      events.map((event) => JSON.stringify(event)),
    );
  }

  test('SIGTERM ends collect with exit code 0, and releases the partitions for the next process', async () => {
    send(0, 0, 50);
    send(1, 50, 50);
    const first = run(['collect', 'logs'], env);
    await until(() => elasticsearch.store.count() === 100);
    first.process.kill('SIGTERM');
    expect(await first.ended, await first.err).toBe(0);
    const lines = (await first.err)
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.at(-1)).toMatchObject({ message: 'logs stopped: 100 received, 100 written' });
    expect(await first.out).toBe('');

    // Elasticsearch would count records that are read again.
    send(0, 100, 50);
    const second = run(['collect', 'logs'], env);
    await until(() => elasticsearch.store.count() === 150);
    second.process.kill('SIGINT');
    expect(await second.ended, await second.err).toBe(0);
    expect(await second.err).toContain('logs stopped: 50 received, 50 written');
  });

  test('--output ndjson writes only documents to the standard output', async () => {
    const {
      process: child,
      out,
      err,
      ended,
    } = run(['collect', 'logs', '--output', 'ndjson'], {
      ...env,
      AZURE_OPENAI_OTEL_STORAGE_ACCOUNT_CONTAINER: 'another',
      AZURE_OPENAI_OTEL_LOG_LEVEL: 'debug',
    });
    let count = 0;
    child.stdout!.on('data', (data: Buffer) => (count += data.toString().split('\n').length - 1));
    await until(() => count >= 150);
    child.kill('SIGTERM');
    expect(await ended, await err).toBe(0);
    const documents = (await out)
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { _id: string });
    expect(new Set(documents.map(({ _id }) => _id)).size).toBe(150);
  });

  test('--output local writes to the file of a running dashboard, each record once', async () => {
    const file = join(FOLDER, 'local.db');
    const dashboard = run(['dashboard', '--port', '0', '--file', file]);
    await once(dashboard.process.stdout!, 'data');
    // The second collector reads from the start, since it has checkpoints of its own.
    for (const [container, expected] of [
      ['local', 150],
      ['local-again', 152],
    ] as const) {
      const collecting = run(['collect', 'logs', '--output', 'local', '--local-path', file], {
        ...env,
        AZURE_OPENAI_OTEL_STORAGE_ACCOUNT_CONTAINER: container,
      });
      await until(() => countRecords(file) === expected);
      collecting.process.kill('SIGTERM');
      expect(await collecting.ended, await collecting.err).toBe(0);
      send(0, 150, 1);
      send(1, 151, 1);
    }
    expect(countRecords(file)).toBe(152);
    dashboard.process.kill('SIGTERM');
    expect(await dashboard.ended, await dashboard.err).toBe(0);
  });

  test('a refused key ends collect with exit code 1 and advice', async () => {
    const key = Buffer.from('not the right key').toString('base64');
    const { ended, err } = run(['collect', 'logs'], {
      ...env,
      AZURE_OPENAI_OTEL_CONNECTION_STRING: hubs.connectionString.replace(
        /SharedAccessKey=[^;]+/,
        `SharedAccessKey=${key}`,
      ),
      AZURE_OPENAI_OTEL_STORAGE_ACCOUNT_CONNECTION_STRING: azurite.connectionString.replace(azurite.key, key),
    });
    expect(await ended).toBe(1);
    expect(await err).toContain('"log.level":"error"');
    expect(await err).not.toContain(key);
  });
});

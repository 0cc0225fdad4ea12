import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import tls from 'node:tls';
import { diag } from '@opentelemetry/api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCommand } from '../../../src/commands/run-command.ts';
import { collect } from '../../../src/collectors/command/collect.ts';
import type { Collector, OpenCollectors } from '../../../src/collectors/command/collectors.ts';
import { SettingsError } from '../../../src/collectors/settings/error.ts';
import { MissingPackageError } from '../../../src/collectors/optional-package.ts';
import { PipelineStatistics } from '../../../src/collectors/pipeline/statistics.ts';
import { APP, AzureStandIn, localhostCertificate } from '../../support/azure-resource-manager/index.ts';
import { type Azurite, startAzurite } from '../../support/azurite.ts';
import { startElasticsearch } from '../../support/elasticsearch/server.ts';
import { startEventHubs } from '../../support/event-hubs/event-hubs.ts';
import { type FakeIo, fakeIo } from '../../support/fake-io.ts';

const ACCOUNT = { subscriptionId: 'sub-1', resourceGroup: 'rg-1', location: 'eastus2' };
const FOLDER = mkdtempSync(join(tmpdir(), 'collect-'));
const CONNECTION =
  'Endpoint=sb://contoso.servicebus.windows.net/;SharedAccessKeyName=listen;SharedAccessKey=c2VjcmV0LWtleQ==';
const ENOUGH = {
  AZURE_OPENAI_OTEL_CONNECTION_STRING: `${CONNECTION};EntityPath=logs`,
  AZURE_OPENAI_OTEL_HEALTH_PORT: '0',
};
const NDJSON = [
  '--output',
  'ndjson',
  '--storage-account',
  'store',
  '--storage-account-key',
  'a2V5LW9mLXN0b3JlLWFjY291bnQ=',
];

/** Collectors that run `runs`, or wait for the stop. */
function collectors(
  ...runs: ((signal: AbortSignal, statistics: PipelineStatistics) => Promise<void>)[]
): OpenCollectors & { readonly opened: Collector[] } {
  const opened: Collector[] = [];
  const open: OpenCollectors = async (_settings, { collected }) => {
    for (const [index, name] of collected.entries()) {
      const statistics = new PipelineStatistics(name);
      opened.push({ statistics, run: (signal) => (runs[index] ?? untilStopped)(signal, statistics) });
    }
    return opened;
  };
  return Object.assign(open, { opened });
}

async function untilStopped(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
}

function lines(io: FakeIo): Record<string, unknown>[] {
  return io
    .err()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** Waits for a condition; fails if the command ends before. */
async function until(condition: () => boolean, code?: Promise<number>, io?: FakeIo): Promise<void> {
  let ended: number | undefined;
  void code?.then((value) => (ended = value));
  while (!condition()) {
    if (ended !== undefined) throw new Error(`It ended with exit code ${ended}:\n${io?.err()}`);
    await sleep(10);
  }
}

/** Returns the paths of the files that this process has open. */
function openFiles(): string[] {
  const folder = '/proc/self/fd';
  return readdirSync(folder).flatMap((name) => {
    try {
      return [readlinkSync(join(folder, name))];
    } catch {
      // The folder itself was open while it was listed.
      return [];
    }
  });
}

function record(id: number): object {
  return {
    time: '2026-05-01T10:00:00.0000000Z',
    resourceId: '/SUBSCRIPTIONS/S/RESOURCEGROUPS/G/PROVIDERS/MICROSOFT.COGNITIVESERVICES/ACCOUNTS/A',
    category: 'RequestResponse',
    operationName: 'ChatCompletions_Create',
    correlationId: `id-${id}`,
    properties: '{}',
  };
}

describe('collect', () => {
  test('--help lists the settings and exit codes', async () => {
    const io = fakeIo();
    expect(await runCommand(['collect', '--help'], io)).toBe(0);
    expect(io.out()).toContain('Usage: azure-openai-otel collect logs|metrics|costs|all');
    expect(io.out()).toContain('--storage-account-key <text>');
    expect(io.out()).toContain('Exit codes: 0 stopped as asked');
    expect(
      Math.max(
        ...io
          .out()
          .split('\n')
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(130);
  });

  test.each([
    [[], 'say what to collect: logs, metrics, costs or all'],
    [['traces'], 'say what to collect: logs, metrics, costs or all, not "traces"'],
    [['logs', 'metrics'], 'not "metrics"'],
    [['logs', 'Passw0rd'], 'say what to collect: logs, metrics, costs or all, not ***'],
    [['logs', '--eventhubs', 'x'], '--eventhubs is no option. Did you mean --eventhub?'],
    [['logs'], 'connection_string: is missing'],
    [['logs', '--limit', '5'], '--limit needs --dry-run.'],
    [['all', '--timeout', '5s'], '--timeout needs --dry-run.'],
    [['logs', '--dry-run', '--limit', '0'], '--limit must be 1 or more'],
  ])('%j is refused with exit code 2', async (args, message) => {
    const io = fakeIo();
    expect(await runCommand(['collect', ...args], io)).toBe(2);
    expect(io.err()).toContain(message);
    expect(io.out()).toBe('');
  });

  test('SIGTERM stops collect with exit code 0 and a summary', async () => {
    const io = fakeIo(ENOUGH);
    const open = collectors(async (signal, statistics) => {
      statistics.counts.received = 1200;
      await untilStopped(signal);
    });
    const code = collect(['logs', ...NDJSON], io, open);
    await until(() => io.err().includes('health endpoint'));
    io.signal('SIGTERM');
    expect(await code).toBe(0);
    const messages = lines(io).map(({ message }) => message);
    expect(messages).toContain('SIGTERM: storing the records read so far; send it again to exit immediately');
    expect(lines(io).at(-1)).toMatchObject({
      'log.level': 'info',
      message: expect.stringContaining('logs starting: 1,200 received, 0 written'),
      pipeline: { name: 'logs', counts: { received: 1200 } },
    });
    expect(io.exits).toEqual([]);
  });

  test('a second signal exits immediately', async () => {
    const io = fakeIo(ENOUGH);
    let finish = (): void => {};
    const code = collect(
      ['logs', ...NDJSON],
      io,
      collectors(() => new Promise((resolve) => (finish = resolve))),
    );
    await until(() => io.err().includes('health endpoint'));
    io.signal('SIGINT');
    expect(io.exits).toEqual([]);
    io.signal('SIGINT');
    expect(io.exits).toEqual([130]);
    finish();
    await code;
  });

  test('a failure of one pipeline stops the other, with exit code 1', async () => {
    const io = fakeIo({ ...ENOUGH, AZURE_TENANT_ID: 't', AZURE_CLIENT_ID: 'c', AZURE_CLIENT_SECRET: 'client-secret' });
    let stopped = false;
    const open = collectors(
      async (signal) => {
        await untilStopped(signal);
        stopped = true;
      },
      async () => {
        throw new Error('the credentials are refused');
      },
    );
    expect(await collect(['all', '--subscription-id', 's', ...NDJSON], io, open)).toBe(1);
    expect(stopped).toBe(true);
    expect(lines(io)).toContainEqual(
      expect.objectContaining({ 'log.level': 'error', 'error.message': 'the credentials are refused' }),
    );
  });

  test('a missing package is reported only with the line that installs it', async () => {
    const io = fakeIo(ENOUGH);
    const open = collectors(async () => {
      throw new MissingPackageError(['@azure/event-hubs'], { cause: new Error('Cannot find package') });
    });
    expect(await collect(['logs', ...NDJSON], io, open)).toBe(1);
    expect(io.err()).toContain(
      'azure-openai-otel collect: @azure/event-hubs is not installed. Run:\n  npm install @azure/event-hubs\n',
    );
    expect(io.err()).not.toContain('Cannot find package');
  });

  test('collect never writes a secret that an error quotes', async () => {
    const keys = [
      'c2VjcmV0LWtleQ==',
      'a2V5LW9mLXN0b3JlLWFjY291bnQ=',
      'bearer-token',
      'elastic-api-key',
      'client-secret',
    ];
    const io = fakeIo({
      ...ENOUGH,
      OTEL_EXPORTER_OTLP_HEADERS: 'Authorization=Bearer%20bearer-token',
      ELASTICSEARCH_API_KEY: 'elastic-api-key',
      AZURE_CLIENT_SECRET: 'client-secret',
      AZURE_OPENAI_OTEL_LOG_LEVEL: 'all',
    });
    const open = collectors(async () => {
      diag.debug('sent', { headers: { authorization: 'Bearer bearer-token' } });
      diag.warn(`SharedAccessKey=${encodeURIComponent(keys[0]!)}`);
      throw new Error(`401 for ${keys.join(' and ')}`, { cause: new Error(CONNECTION) });
    });
    expect(await collect(['logs', ...NDJSON], io, open)).toBe(1);
    expect(io.err()).toContain('401 for *** and *** and *** and *** and ***');
    for (const key of [...keys, encodeURIComponent(keys[0]!)]) expect(io.err() + io.out()).not.toContain(key);
  });

  test('collect has a health endpoint, and refuses a configured port that is taken', async () => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await until(() => blocker.listening);
    const port = String((blocker.address() as AddressInfo).port);
    const taken = fakeIo({ ...ENOUGH, AZURE_OPENAI_OTEL_HEALTH_PORT: port });
    expect(await collect(['logs', ...NDJSON], taken, collectors())).toBe(2);
    expect(taken.err()).toContain(`health_port: 127.0.0.1:${port} cannot be listened on: EADDRINUSE`);
    blocker.close();

    const io = fakeIo(ENOUGH);
    const code = collect(['logs', ...NDJSON], io, collectors());
    await until(() => io.err().includes('health endpoint'));
    const [url] = /http:\/\/[\d.]+:\d+/.exec(io.err()) ?? [];
    expect(await (await fetch(`${url}/`)).json()).toMatchObject({ pipelines: [{ name: 'logs' }] });
    io.signal('SIGINT');
    expect(await code).toBe(0);
  });

  test.each([
    [{ AZURE_OPENAI_OTEL_DEAD_LETTER_PATH: FOLDER }, `dead_letter_path: ${FOLDER} can't be written: it is a folder.`],
    [
      { AZURE_OPENAI_OTEL_DEAD_LETTER_PATH: join(FOLDER, 'none', 'letters.ndjson') },
      `dead_letter_path: ${join(FOLDER, 'none', 'letters.ndjson')} can't be written: its folder does not exist.`,
    ],
    [{ AZURE_OPENAI_OTEL_NDJSON_PATH: FOLDER }, `ndjson_path: ${FOLDER} can't be written: it is a folder.`],
    [
      { AZURE_OPENAI_OTEL_NDJSON_PATH: 'a.ndjson', AZURE_OPENAI_OTEL_DEAD_LETTER_PATH: './a.ndjson' },
      'dead_letter_path: is the file of ndjson_path too; name another one',
    ],
    [{ AZURE_OPENAI_OTEL_NDJSON_PATH: '/dev/null/x' }, "ndjson_path: /dev/null/x can't be written: a part of its path"],
  ])('a file that cannot be written ends collect before anything is read: %j', async (env, message) => {
    const open = collectors();
    const io = fakeIo({ ...ENOUGH, ...env });
    expect(await collect(['logs', ...NDJSON], io, open)).toBe(2);
    expect(io.err()).toContain(message);
    expect(open.opened).toEqual([]);
  });

  test('a cursor that cannot be written ends collect before anything is read; missing folders do not', async () => {
    const env = { ...ENOUGH, AZURE_TENANT_ID: 't', AZURE_CLIENT_ID: 'c', AZURE_CLIENT_SECRET: 'client-secret' };
    const metrics = ['metrics', '--subscription-id', 's', ...NDJSON, '--cursor-path'];
    for (const [path, message] of [
      [FOLDER, `cursor_path: ${FOLDER} can't be written: it is a folder.`],
      ['/dev/null/x/cursor.json', "cursor_path: /dev/null/x/cursor.json can't be written: a part of its path"],
    ] as const) {
      const io = fakeIo(env);
      expect(await collect([...metrics, path], io, collectors())).toBe(2);
      expect(io.err()).toContain(message);
    }
    const io = fakeIo(env);
    const code = collect([...metrics, join(FOLDER, 'new', 'folder', 'cursor.json')], io, collectors());
    await until(() => io.err().includes('health endpoint'), code, io);
    io.signal('SIGINT');
    expect(await code).toBe(0);
  });

  test('the health endpoint hides a secret that a service quotes', async () => {
    const io = fakeIo({ ...ENOUGH, ELASTICSEARCH_HOSTS: 'http://elastic:PASSWORD@127.0.0.1:1' });
    const open = collectors(async (signal, statistics) => {
      statistics.setTrouble('sink', 'http://elastic:PASSWORD@127.0.0.1:1 is down');
      await untilStopped(signal);
    });
    const code = collect(['logs', ...NDJSON], io, open);
    await until(() => io.err().includes('health endpoint'));
    const [url] = /http:\/\/[\d.]+:\d+/.exec(io.err()) ?? [];
    const { pipelines } = (await (await fetch(`${url}/`)).json()) as { pipelines: { trouble: string }[] };
    expect(pipelines[0]!.trouble).toBe('http://elastic:***@127.0.0.1:1 is down');
    io.signal('SIGINT');
    expect(await code).toBe(0);
    expect(io.err()).not.toContain('PASSWORD');
  });

  test('the file of dead letters is created at the first dead letter', async () => {
    const path = join(FOLDER, 'later.ndjson');
    const io = fakeIo({ ...ENOUGH, AZURE_OPENAI_OTEL_DEAD_LETTER_PATH: path });
    const code = collect(['logs', ...NDJSON], io, collectors());
    await until(() => io.err().includes('health endpoint'));
    expect(existsSync(path)).toBe(false);
    io.signal('SIGINT');
    expect(await code).toBe(0);
  });

  test('a secret that a source or sink quotes from a refused setting is hidden', async () => {
    const key = `1a2b3c${'x'.repeat(32)}`;
    const io = fakeIo({ ...ENOUGH, AZURE_OPENAI_OTEL_STORAGE_ACCOUNT_CONTAINER: key });
    const open: OpenCollectors = async (settings) => {
      throw new SettingsError([{ setting: 'storage_account_container', problem: settings.storage_account_container! }]);
    };
    expect(await collect(['logs', ...NDJSON], io, open)).toBe(2);
    expect(io.err()).toContain('storage_account_container: ***\n');
  });

  test('a terminal shows one changing line', async () => {
    const io = fakeIo(ENOUGH, { isTTY: true });
    const code = collect(['logs', ...NDJSON], io, collectors());
    await until(() => io.err().includes('\r\u001b[Klogs starting: 0 received, 0 written'));
    io.signal('SIGINT');
    expect(await code).toBe(0);
    expect(() => lines(io)).toThrow();
  });
});

describe('collect metrics, against Azure Monitor', () => {
  const makeSettings = (azure: AzureStandIn, output: string, cursors: string): Record<string, string> => ({
    AZURE_TENANT_ID: APP.tenantId,
    AZURE_CLIENT_ID: APP.clientId,
    AZURE_CLIENT_SECRET: APP.clientSecret,
    AZURE_AUTHORITY_HOST: azure.origin,
    AZURE_OPENAI_OTEL_RESOURCE_MANAGER_ENDPOINT: azure.origin,
    AZURE_OPENAI_OTEL_METRICS_ENDPOINT: azure.metricsEndpoint,
    AZURE_SUBSCRIPTION_ID: ACCOUNT.subscriptionId,
    AZURE_OPENAI_OTEL_OUTPUT: 'ndjson',
    AZURE_OPENAI_OTEL_NDJSON_PATH: output,
    AZURE_OPENAI_OTEL_CURSOR_PATH: cursors,
    AZURE_OPENAI_OTEL_HEALTH_PORT: '0',
    AZURE_OPENAI_OTEL_NAMESPACE: 'mine',
  });

  test('collect writes the metrics of every account, and records its position in a file', async () => {
    tls.setDefaultCACertificates([...tls.getCACertificates('default'), localhostCertificate]);
    const accounts = ['one', 'two'].map((name) => ({ ...ACCOUNT, name }));
    const azure = await new AzureStandIn({ accounts }).start();
    const [output, cursors] = [join(FOLDER, 'metrics.ndjson'), join(FOLDER, 'cursors.json')];
    const io = fakeIo(makeSettings(azure, output, cursors));
    try {
      const code = collect(['metrics'], io);
      const written = (): string => (existsSync(output) ? readFileSync(output, 'utf8') : '');
      await until(() => ['one', 'two'].every((name) => written().includes(`"name":"${name}"`)), code, io);
      io.signal('SIGTERM');
      expect(await code, io.err()).toBe(0);
      const documents = readFileSync(output, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      const names = documents.map((document) => document.azure.resource.name);
      expect(new Set(names)).toEqual(new Set(['one', 'two']));
      expect(new Set(documents.map(({ _index }) => _index))).toEqual(new Set(['metrics-azure.open_ai-mine']));
      expect(readFileSync(cursors, 'utf8')).toContain('/accounts/two');
      expect(io.err()).not.toContain(APP.clientSecret);
    } finally {
      await azure.stop();
    }
  });

  test.skipIf(process.platform !== 'linux')('the pipelines of collect all share one open file', async () => {
    tls.setDefaultCACertificates([...tls.getCACertificates('default'), localhostCertificate]);
    const azure = await new AzureStandIn({ accounts: [{ ...ACCOUNT, name: 'one' }] }).start();
    const [azurite, hubs] = await Promise.all([startAzurite(), startEventHubs({ partitions: 1 })]);
    const output = join(FOLDER, 'all.ndjson');
    const io = fakeIo({
      ...makeSettings(azure, output, join(FOLDER, 'all-cursors.json')),
      AZURE_OPENAI_OTEL_EVENTHUB: 'logs',
      AZURE_OPENAI_OTEL_CONNECTION_STRING: hubs.connectionString,
      AZURE_OPENAI_OTEL_STORAGE_ACCOUNT_CONNECTION_STRING: azurite.connectionString,
      AZURE_OPENAI_OTEL_PROCESSOR_UPDATE_INTERVAL: '1s',
    });
    try {
      hubs.send(0, [JSON.stringify({ records: [record(1)] })]);
      const code = collect(['all'], io);
      const written = (): string => (existsSync(output) ? readFileSync(output, 'utf8') : '');
      const streams = ['logs-azure_openai.logs-mine', 'metrics-azure.open_ai-mine'];
      await until(() => streams.every((name) => written().includes(name)), code, io);
      expect(openFiles().filter((path) => path === output)).toHaveLength(1);
      io.signal('SIGTERM');
      expect(await code, io.err()).toBe(0);
      expect(openFiles()).not.toContain(output);
    } finally {
      await Promise.all([azure.stop(), azurite.close(), hubs.close()]);
    }
  });
});

describe('collect logs, against an event hub', () => {
  let azurite: Azurite;
  beforeAll(async () => void (azurite = await startAzurite()));
  afterAll(() => azurite.close());

  const makeSettings = (connectionString: string, container: string): Record<string, string> => ({
    AZURE_OPENAI_OTEL_EVENTHUB: 'logs',
    AZURE_OPENAI_OTEL_CONNECTION_STRING: connectionString,
    AZURE_OPENAI_OTEL_STORAGE_ACCOUNT_CONNECTION_STRING: azurite.connectionString,
    AZURE_OPENAI_OTEL_STORAGE_ACCOUNT_CONTAINER: container,
    AZURE_OPENAI_OTEL_PROCESSOR_UPDATE_INTERVAL: '1s',
    AZURE_OPENAI_OTEL_DEAD_LETTER_PATH: join(FOLDER, `${container}.dead-letters.ndjson`),
    AZURE_OPENAI_OTEL_HEALTH_PORT: '0',
  });

  test('collect stores every record once in Elasticsearch, and resumes after the last acknowledged one', async () => {
    const hubs = await startEventHubs({ partitions: 2 });
    await using elasticsearch = await startElasticsearch({ apiKey: 'elastic-api-key' });
    const env = {
      ...makeSettings(hubs.connectionString, 'once'),
      ELASTICSEARCH_HOSTS: elasticsearch.url,
      ELASTICSEARCH_API_KEY: 'elastic-api-key',
    };
    try {
      hubs.send(0, [JSON.stringify({ records: [record(1), record(2)] }), 'not JSON']);
      hubs.send(1, [JSON.stringify({ records: [record(3)] })]);
      for (const expected of [3, 4]) {
        const io = fakeIo(env);
        const code = collect(['logs'], io);
        await until(() => elasticsearch.store.count() >= expected, code, io);
        io.signal('SIGTERM');
        expect(await code, io.err()).toBe(0);
        expect(io.err()).not.toContain('elastic-api-key');
        hubs.send(1, [JSON.stringify({ records: [record(4)] })]);
      }
      expect(readFileSync(join(FOLDER, 'once.dead-letters.ndjson'), 'utf8').trim().split('\n')).toHaveLength(1);
      expect(elasticsearch.requests[0]!.query.get('pipeline')).toBe('_none');
    } finally {
      await hubs.close();
    }
  });

  test('--dry-run writes documents to the standard output, and acknowledges nothing', async () => {
    const hubs = await startEventHubs({ partitions: 1 });
    const config = join(FOLDER, 'dry-run.yaml');
    writeFileSync(config, 'elasticsearch_hosts: [https://nowhere.invalid:9200]\n');
    try {
      hubs.send(0, [JSON.stringify({ records: [record(1), record(2), record(3)] })]);
      for (const limit of ['2', '3']) {
        const io = fakeIo(makeSettings(hubs.connectionString, 'dry'));
        expect(await collect(['logs', '--dry-run', '--limit', limit, '--config', config], io), io.err()).toBe(0);
        const documents = io
          .out()
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as { _index: string });
        expect(documents).toHaveLength(Number(limit));
        expect(documents[0]!._index).toBe('logs-azure_openai.logs-default');
      }
    } finally {
      await hubs.close();
    }
  });
});

import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Finding } from '../../../src/collectors/contracts/finding.ts';
import { runCommand } from '../../../src/commands/run-command.ts';
import type { DoctorJson } from '../../../src/collectors/doctor/report.ts';
import { doctor } from '../../../src/collectors/doctor/doctor.ts';
import {
  accountId,
  APP,
  AzureStandIn,
  errorReply,
  localhostCertificate,
} from '../../support/azure-resource-manager/index.ts';
import { type Azurite, startAzurite } from '../../support/azurite.ts';
import { type ElasticsearchStandIn, startElasticsearch } from '../../support/elasticsearch/server.ts';
import { type EventHubs, startEventHubs } from '../../support/event-hubs/event-hubs.ts';
import { fakeIo } from '../../support/fake-io.ts';

const ACCOUNT = { subscriptionId: 'sub-1', resourceGroup: 'rg-1', name: 'contoso-openai', location: 'eastus2' };
const OTHER = { subscriptionId: 'sub-1', resourceGroup: 'rg-2', name: 'other-openai', location: 'eastus2' };
const NAMESPACE = '/subscriptions/sub-1/resourceGroups/rg-hub/providers/Microsoft.EventHub/namespaces/localhost';

let hubs: EventHubs;
let azurite: Azurite;
let azure: AzureStandIn;
let elasticsearch: ElasticsearchStandIn;
let web: Server;
/** Answered by the OTLP receiver and the Azure OpenAI resource. */
let webStatus = 200;
const webRequests: string[] = [];

beforeAll(async () => {
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), localhostCertificate]);
  web = createServer((request, response) => {
    webRequests.push(`${request.method} ${request.url}`);
    response.writeHead(webStatus).end('{}');
  }).listen(0, '127.0.0.1');
  [hubs, azurite, azure, elasticsearch] = await Promise.all([
    startEventHubs({ partitions: 3 }),
    startAzurite(),
    new AzureStandIn({ accounts: [ACCOUNT, OTHER] }).start(),
    startElasticsearch({ apiKey: 'elastic-api-key' }),
  ]);
  for (const account of [ACCOUNT, OTHER]) sendLogs(account, 'localhost', 'logs');
});

afterAll(async () => {
  web.close();
  await Promise.all([hubs.close(), azurite.close(), azure.stop(), elasticsearch.close()]);
});

function sendLogs(
  account: typeof ACCOUNT,
  namespace: string,
  eventHubName: string,
  categories = ['Audit', 'RequestResponse'],
): void {
  const logs = categories.map((category) => ({ category, enabled: true }));
  const eventHubAuthorizationRuleId = `/subscriptions/s/resourceGroups/r/providers/Microsoft.EventHub/namespaces/${namespace}/authorizationrules/RootManageSharedAccessKey`;
  const setting = { name: 'to-hub', properties: { eventHubAuthorizationRuleId, eventHubName, logs } };
  azure.data.diagnosticSettings.set(accountId(account).toLowerCase(), new Map([['to-hub', setting]]));
}

function everything(): Record<string, string> {
  const port = (web.address() as AddressInfo).port;
  return {
    AZURE_OPENAI_OTEL_EVENTHUB: 'logs',
    AZURE_OPENAI_OTEL_CONNECTION_STRING: hubs.connectionString,
    AZURE_OPENAI_OTEL_STORAGE_ACCOUNT_CONNECTION_STRING: azurite.connectionString,
    AZURE_TENANT_ID: APP.tenantId,
    AZURE_CLIENT_ID: APP.clientId,
    AZURE_CLIENT_SECRET: APP.clientSecret,
    AZURE_AUTHORITY_HOST: azure.origin,
    AZURE_OPENAI_OTEL_RESOURCE_MANAGER_ENDPOINT: azure.origin,
    AZURE_SUBSCRIPTION_ID: 'sub-1',
    ELASTICSEARCH_HOSTS: elasticsearch.url,
    ELASTICSEARCH_API_KEY: 'elastic-api-key',
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
    OTEL_EXPORTER_OTLP_HEADERS: 'Authorization=Bearer%20otlp-token',
    AZURE_OPENAI_ENDPOINT: `http://127.0.0.1:${port}`,
    AZURE_OPENAI_API_KEY: 'azure-openai-key',
  };
}

async function examine(change: Record<string, string> = {}, args: string[] = []) {
  const io = fakeIo({ ...everything(), ...change });
  const code = await doctor(['--json', ...args], io);
  const { checks } = JSON.parse(io.out()) as { checks: Finding[] };
  const find = (id: string): Finding => checks.find((check) => check.id === id)!;
  return { code, checks, find, text: io.out() + io.err() };
}

describe('doctor', () => {
  test('doctor finds nothing wrong in a complete set-up, in the order of the tutorial, and stores nothing', async () => {
    const { code, checks } = await examine();
    expect(checks.map(({ id, status }) => `${id} ${status}`)).toEqual([
      'event-hub ok',
      'event-hub.consumer-group ok',
      'event-hub.policy ok',
      'diagnostic-settings ok',
      'diagnostic-settings ok',
      'storage.container ok',
      'storage.account ok',
      'app-registration ok',
      'monitoring-reader ok',
      'elasticsearch ok',
      'elasticsearch.privileges ok',
      'otlp ok',
      'deployment ok',
    ]);
    expect(code).toBe(0);
    expect(checks[0]!.detail).toBe('localhost/logs has 3 partitions');
    expect(elasticsearch.store.count()).toBe(0);
    expect(webRequests).toContain('POST /v1/logs');
    expect(webRequests).toContain('GET /openai/models?api-version=2024-10-21');
  });

  test('doctor shows people a sign for each check, and what to do', async () => {
    const io = fakeIo({});
    expect(await doctor([], io)).toBe(1);
    expect(io.out()).toContain(
      '✗ fail  Event hub: the settings name no event hub\n          Set eventhub and connection_string',
    );
    expect(io.out()).toContain('- skip  Diagnostic settings: needs subscription_id');
    expect(io.out()).toMatch(/\n\d+ checks: .*fail/);
  });

  test('doctor never writes a secret', async () => {
    const { text } = await examine({
      AZURE_CLIENT_SECRET: 'not-the-right-secret',
      ELASTICSEARCH_API_KEY: 'not-the-right-key',
    });
    const key = /SharedAccessKey=([^;]+)/.exec(hubs.connectionString)![1]!;
    for (const secret of [key, azurite.key, 'not-the-right', 'otlp-token', 'azure-openai-key']) {
      expect(text).not.toContain(secret);
    }
  });

  test.each([
    [{ ELASTICSEARCH_HOSTS: 'elastic:PASSWORD@host' }, 'elasticsearch_hosts: must be a URL'],
    [
      { AZURE_OPENAI_OTEL_STORAGE_ACCOUNT_CONNECTION_STRING: 'AccountKey=PASSWORD' },
      'storage_account_connection_string: must be of the form',
    ],
    [{ AZURE_AUTHORITY_HOST: 'https://a:PASSWORD@' }, 'authority_host: must be a URL'],
  ])('doctor names a malformed setting, and shows nothing of it: %j', async (env, message) => {
    const io = fakeIo({ ...everything(), ...env });
    expect(await doctor(['--json'], io)).toBe(2);
    expect(io.err()).toContain(message);
    expect(io.err() + io.out()).not.toContain('PASSWORD');
  });

  test('doctor shows no password of a URL', async () => {
    const { find, text } = await examine({
      ELASTICSEARCH_HOSTS: 'http://elastic:PASSWORD@127.0.0.1:1',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://otel:PASSWORD@127.0.0.1:1',
    });
    expect([find('elasticsearch').status, find('otlp').status]).toEqual(['fail', 'fail']);
    expect(find('otlp').detail).toMatch(/^http:\/\/127\.0\.0\.1:1: /);
    expect(text).not.toContain('PASSWORD');
  });

  test('doctor refuses unknown options and wrong settings with exit code 2, and names what replaced an option', async () => {
    for (const [args, problem] of [
      [['now'], '"now" is one argument too many.'],
      [['Passw0rd'], '*** is one argument too many.'],
      [['--print-deploy'], '--print-deploy is no option. Did you mean --print-deployment?'],
      [['--print-bicep'], '--print-bicep is replaced: --print-deployment prints a command'],
      [['--print-az'], '--print-az is replaced'],
      [['--out', 'folder'], '--out needs --print-deployment.'],
      [['--transport', 'tcp'], 'These settings need attention'],
    ] as const) {
      const io = fakeIo();
      expect(await runCommand(['doctor', ...args], io)).toBe(2);
      expect(io.err()).toContain(`azure-openai-otel doctor: ${problem}`);
    }
  });
});

describe('event hub', () => {
  test('an event hub that cannot be reached fails', async () => {
    const nowhere = hubs.connectionString.replace(/localhost:\d+/, 'localhost:1');
    const { find, code } = await examine({ AZURE_OPENAI_OTEL_CONNECTION_STRING: nowhere });
    expect(find('event-hub')).toMatchObject({ status: 'fail', action: expect.stringContaining('Port 5671') });
    expect(find('event-hub.consumer-group').status).toBe('skip');
    expect(code).toBe(1);
  });

  test('an unknown consumer group fails, and is missing', async () => {
    const { find } = await examine({ AZURE_OPENAI_OTEL_CONSUMER_GROUP: 'nobody' });
    expect(find('event-hub.consumer-group')).toMatchObject({ status: 'fail', missing: ['consumerGroup'] });
  });

  test.each(['token', 'listen'] as const)(
    'a refused key (%s) fails as it does in collect, and the policy is missing',
    async (fault) => {
      hubs.faults.unauthorized = fault;
      try {
        const { checks } = await examine();
        const failed = checks.find(({ status }) => status === 'fail')!;
        expect(failed.id).toMatch(/^event-hub/);
        expect(failed.action).toContain('take it from a shared access policy with the claim Listen');
        expect(failed.missing).toEqual(['policy']);
      } finally {
        hubs.faults.unauthorized = undefined;
      }
    },
  );

  test('doctor warns of the policy that may do everything, by its name', async () => {
    const root = hubs.connectionString.replace('listen-and-send', 'RootManageSharedAccessKey');
    const { find } = await examine({ AZURE_OPENAI_OTEL_CONNECTION_STRING: root });
    expect(find('event-hub.policy')).toMatchObject({
      status: 'warn',
      detail: 'RootManageSharedAccessKey may manage, send and listen; the tutorial says not to use it',
    });
  });

  test('doctor warns of a policy that may send, according to Azure Resource Manager', async () => {
    const rule = { name: 'listen-and-send', properties: { rights: ['Listen', 'Send'] } };
    const removes = [
      azure.addFault({
        on: ({ path }) => path.endsWith('/Microsoft.EventHub/namespaces'),
        reply: { status: 200, body: { value: [{ id: NAMESPACE, name: 'localhost' }] } },
      }),
      azure.addFault({
        on: ({ path }) => path === `${NAMESPACE}/eventhubs/logs/authorizationRules`,
        reply: { status: 200, body: { value: [rule] } },
      }),
    ];
    const { find } = await examine();
    expect(find('event-hub.policy')).toMatchObject({ status: 'warn', detail: 'listen-and-send may also send' });
    rule.properties.rights = ['Listen'];
    expect((await examine()).find('event-hub.policy').detail).toBe('listen-and-send may listen and nothing else');
    for (const remove of removes) remove();
  });
});

describe('incomplete settings', () => {
  test('the storage account is checked without an event hub, and the event hub without a storage account', async () => {
    const noHub = await examine({
      AZURE_OPENAI_OTEL_CONNECTION_STRING: '',
      AZURE_OPENAI_OTEL_STORAGE_ACCOUNT_CONTAINER: 'checkpoints',
    });
    expect(noHub.find('event-hub')).toMatchObject({
      status: 'fail',
      detail: 'the settings name no event hub',
      missing: ['eventHub', 'policy', 'consumerGroup'],
    });
    expect(noHub.find('storage.container').status).toBe('ok');
    const noStorage = await examine({ AZURE_OPENAI_OTEL_STORAGE_ACCOUNT_CONNECTION_STRING: '' });
    expect(noStorage.find('event-hub').status).toBe('ok');
    expect(noStorage.find('storage.container')).toMatchObject({
      status: 'fail',
      detail: expect.stringContaining('storage_account is missing'),
      missing: ['storageAccount', 'container'],
    });
  });
});

describe('diagnostic settings', () => {
  test('diagnostic settings that lack a category, or send elsewhere, fail for their account', async () => {
    sendLogs(OTHER, 'localhost', 'logs', ['Audit']);
    const { checks } = await examine();
    const [ours, other] = checks.filter(({ id }) => id === 'diagnostic-settings');
    expect(ours).toMatchObject({ status: 'ok', title: 'Diagnostic settings of contoso-openai' });
    expect(other).toMatchObject({
      status: 'fail',
      detail: 'RequestResponse is not sent to localhost/logs',
      action: expect.stringContaining(`--resource ${accountId(OTHER)}`),
    });
    sendLogs(OTHER, 'elsewhere', 'logs');
    const elsewhere = (await examine()).checks.find(({ status }) => status === 'fail')!;
    expect(elsewhere.detail).toBe('Audit and RequestResponse are not sent to localhost/logs, but to elsewhere/logs');
    sendLogs(OTHER, 'localhost', 'logs');
  });

  test('the accounts are those of resource_ids and of resource_groups together, as in collect', async () => {
    const ofAccounts = async (env: Record<string, string>): Promise<string[]> => {
      const { checks } = await examine(env);
      return checks.flatMap(({ id, title }) => (id === 'diagnostic-settings' ? [title.split(' ').at(-1)!] : []));
    };
    const AZURE_OPENAI_OTEL_RESOURCE_IDS = `${accountId(OTHER).toUpperCase().replace('/SUB', '/sub')}/`;
    expect(await ofAccounts({ AZURE_OPENAI_OTEL_RESOURCE_IDS })).toEqual(['other-openai']);
    const AZURE_OPENAI_OTEL_RESOURCE_GROUPS = 'RG-1';
    expect(await ofAccounts({ AZURE_OPENAI_OTEL_RESOURCE_GROUPS })).toEqual(['contoso-openai']);
    const both = { AZURE_OPENAI_OTEL_RESOURCE_IDS, AZURE_OPENAI_OTEL_RESOURCE_GROUPS };
    expect(await ofAccounts(both)).toEqual(['contoso-openai', 'other-openai']);
  });

  test('diagnostic settings may name category groups', async () => {
    sendLogs(OTHER, 'localhost', 'logs');
    const [setting] = [...azure.data.diagnosticSettings.get(accountId(OTHER).toLowerCase())!.values()];
    Object.assign((setting as { properties: object }).properties, {
      logs: [{ categoryGroup: 'allLogs', enabled: true }],
    });
    expect((await examine()).checks.filter(({ status }) => status === 'fail')).toEqual([]);
    Object.assign((setting as { properties: object }).properties, {
      logs: [{ categoryGroup: 'audit', enabled: true }],
    });
    const failed = (await examine()).checks.filter(({ status }) => status === 'fail');
    expect(failed.map(({ detail }) => detail)).toEqual(['RequestResponse is not sent to localhost/logs']);
    sendLogs(OTHER, 'localhost', 'logs');
  });
});

describe('app registration', () => {
  test('a wrong client secret fails with an explanation of the code of Entra ID', async () => {
    const { find } = await examine({ AZURE_CLIENT_SECRET: 'another-secret' });
    expect(find('app-registration')).toMatchObject({
      status: 'fail',
      action: 'client_secret is wrong: it is the Value of the client secret, not its Secret ID.',
    });
  });

  test('a missing role Monitoring Reader fails with the command that assigns it', async () => {
    const remove = azure.addFault({
      on: ({ path }) => path.includes('Microsoft.CognitiveServices'),
      reply: errorReply(403, 'AuthorizationFailed', 'The client does not have authorization.'),
    });
    const { find } = await examine();
    remove();
    expect(find('app-registration').status).toBe('ok');
    expect(find('monitoring-reader')).toMatchObject({
      status: 'fail',
      title: 'Monitoring Reader on sub-1',
      action: expect.stringContaining(
        'az role assignment create --assignee an-app --role "Monitoring Reader" --scope /subscriptions/sub-1',
      ),
      missing: ['monitoringReader'],
    });
  });
});

describe('storage account', () => {
  test('a wrong key of the storage account fails as it does in collect', async () => {
    const text = azurite.connectionString.replace(azurite.key, Buffer.from('another key').toString('base64'));
    const { find } = await examine({ AZURE_OPENAI_OTEL_STORAGE_ACCOUNT_CONNECTION_STRING: text });
    expect(find('storage.container')).toMatchObject({
      status: 'fail',
      action: expect.stringContaining('check storage_account and storage_account_key'),
    });
    expect(find('storage.account').status).toBe('skip');
  });

  test('doctor reports whether the container exists, and who can read it', async () => {
    expect((await examine()).find('storage.container').detail).toContain('filebeat-openai-logs does not exist yet');
    const { BlobServiceClient } = await import('@azure/storage-blob');
    const container = BlobServiceClient.fromConnectionString(azurite.connectionString).getContainerClient('open');
    await container.create({ access: 'container' });
    const change = { AZURE_OPENAI_OTEL_STORAGE_ACCOUNT_CONTAINER: 'open' };
    expect((await examine(change)).find('storage.container').detail).toBe('open can be read by everyone');
    await container.setAccessPolicy();
    expect((await examine(change)).find('storage.container').detail).toBe('open exists, and is private');
  });
});

describe('outputs', () => {
  test('an Elasticsearch that refuses the key fails, and is not asked for privileges', async () => {
    const { find } = await examine({ ELASTICSEARCH_API_KEY: 'wrong-api-key' });
    expect(find('elasticsearch')).toMatchObject({
      status: 'fail',
      action: expect.stringContaining('credentials are refused'),
    });
    expect(find('elasticsearch.privileges').status).toBe('skip');
  });

  test('a missing privilege in Elasticsearch fails with the role that is needed', async () => {
    await using poor = await startElasticsearch({ privileges: ['create_doc'] });
    const { find } = await examine({ ELASTICSEARCH_HOSTS: poor.url });
    expect(find('elasticsearch.privileges')).toMatchObject({
      status: 'fail',
      detail:
        'may not auto_configure on logs-azure_openai.logs-default, auto_configure on metrics-azure.open_ai-default',
      action: expect.stringContaining('"privileges":["auto_configure","create_doc"]'),
    });
  });

  test('dead letters in Elasticsearch need privileges of their own', async () => {
    const { find } = await examine({ AZURE_OPENAI_OTEL_DEAD_LETTERS: 'elasticsearch' });
    expect(find('elasticsearch.dead-letters')).toEqual({
      id: 'elasticsearch.dead-letters',
      title: 'Privileges for dead letters',
      status: 'ok',
      detail: 'may write to logs-azure_openai.dead_letter-default',
    });
  });

  test('a file that cannot be written fails, by the name of its setting', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'doctor-'));
    const { find, code } = await examine({ AZURE_OPENAI_OTEL_DEAD_LETTER_PATH: folder });
    expect(code).toBe(1);
    expect(find('files')).toMatchObject({
      status: 'fail',
      title: 'File of dead_letter_path',
      detail: `${folder} can't be written: it is a folder. Name a file (EISDIR)`,
    });
  });

  test('the store of output: local is checked once, and is not made', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'doctor-')), 'store.db');
    const local = { AZURE_OPENAI_OTEL_OUTPUT: 'local', AZURE_OPENAI_OTEL_LOCAL_PATH: path };
    expect((await examine(local)).find('local')).toMatchObject({ status: 'ok', detail: `${path} can be made` });
    expect(existsSync(path)).toBe(false);
    writeFileSync(path, 'notes of someone');
    const { checks } = await examine(local);
    const [found, ...others] = checks.filter(({ detail }) => detail.includes(path));
    expect(found).toMatchObject({ id: 'local', status: 'fail', detail: expect.stringContaining('is not a store') });
    expect(others).toEqual([]);
  });

  test('an OTLP receiver and an Azure OpenAI resource that refuse fail', async () => {
    webStatus = 401;
    const { find } = await examine();
    webStatus = 200;
    expect(find('otlp')).toMatchObject({ status: 'fail', action: 'See OTEL_EXPORTER_OTLP_HEADERS.' });
    expect(find('deployment')).toMatchObject({
      status: 'fail',
      action: expect.stringContaining('AZURE_OPENAI_API_KEY'),
    });
  });
});

describe('--print-deployment', () => {
  test('the command is alone on the standard output, and the checks are on the other', async () => {
    const io = fakeIo({ AZURE_OPENAI_OTEL_EVENTHUB: 'logs' });
    expect(await doctor(['--print-deployment'], io)).toBe(1);
    expect(io.err()).toContain('✗ fail  Event hub');
    expect(io.out()).toMatch(/^# Creates what is missing.*\naz deployment group create /);
  });

  test('--json leaves the standard output to the JSON with --out', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'doctor-'));
    const io = fakeIo({ AZURE_OPENAI_OTEL_EVENTHUB: 'logs' });
    expect(await doctor(['--json', '--print-deployment', '--out', folder], io)).toBe(1);
    const report = JSON.parse(io.out()) as DoctorJson;
    expect(report).toEqual({ status: 'fail', checks: expect.any(Array) });
    expect(report.checks[0]).toMatchObject({
      id: 'event-hub',
      title: 'Event hub',
      status: 'fail',
      action: expect.any(String),
    });
    expect(io.err()).toContain(`${join(folder, 'main.bicep')} written`);
  });

  test('a folder of --out that cannot be written is named, unless it looks like a secret', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'doctor-')), 'file');
    writeFileSync(file, '');
    for (const [out, shown] of [
      [file, `--out: ${file} cannot be written as a folder: EEXIST`],
      [`${file}/a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6`, 'cannot be written as a folder: ENOTDIR'],
    ] as const) {
      const io = fakeIo({ AZURE_OPENAI_OTEL_EVENTHUB: 'logs' });
      expect(await doctor(['--print-deployment', '--out', out], io)).toBe(2);
      expect(io.err()).toContain(shown);
      expect(io.err()).not.toContain('a1b2c3d4');
    }
  });

  test('--out copies the Bicep files and writes the parameters of what is missing', async () => {
    sendLogs(OTHER, 'elsewhere', 'logs');
    const folder = mkdtempSync(join(tmpdir(), 'doctor-'));
    const io = fakeIo(everything());
    expect(await doctor(['--print-deployment', '--out', folder], io)).toBe(1);
    sendLogs(OTHER, 'localhost', 'logs');
    expect(readdirSync(folder).toSorted()).toEqual([
      'diagnostic-settings.bicep',
      'main.bicep',
      'main.parameters.json',
      'subscription-role.bicep',
    ]);
    expect(JSON.parse(readFileSync(join(folder, 'main.parameters.json'), 'utf8')).parameters).toEqual({
      accountIds: { value: [accountId(OTHER)] },
      eventHubNamespaceName: { value: 'localhost' },
      eventHubName: { value: 'logs' },
      containerName: { value: 'filebeat-openai-logs' },
    });
    expect(io.out()).toContain(`--template-file ${folder}/main.bicep`);
    expect(io.out()).toContain(`--parameters ${folder}/main.parameters.json`);
  });
});

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Collected } from '../../../src/collectors/settings/check.ts';
import { elasticsearchConnection } from '../../../src/collectors/command/outputs.ts';
import { readEventHubOptions } from '../../../src/collectors/logs/event-hub/settings.ts';
import { SettingsError } from '../../../src/collectors/settings/error.ts';
import { loadSettings } from '../../../src/collectors/settings/read.ts';
import type { Settings } from '../../../src/collectors/settings/settings.ts';
import { readFlags } from '../../../src/collectors/settings/usage.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'malformed-'));
const CONNECTION =
  'Endpoint=sb://contoso.servicebus.windows.net/;SharedAccessKeyName=listen;SharedAccessKey=c2VjcmV0LWtleQ==';

function file(name: string, content: string): string {
  const path = join(FOLDER, name);
  writeFileSync(path, content);
  return path;
}

function load(args: string[], env: Record<string, string> = {}, check: readonly Collected[] | 'nothing' = 'nothing') {
  return loadSettings(readFlags(args, {}), env, check);
}

async function settings(args: string[], env: Record<string, string> = {}): Promise<Settings> {
  return (await load(args, env)).settings;
}

async function problems(args: string[], env: Record<string, string> = {}): Promise<SettingsError> {
  const error = await load(args, env).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(SettingsError);
  return error as SettingsError;
}

describe('a value that is malformed', () => {
  test.each([
    [{ eventhub: CONNECTION }, 'must be a name of letters, digits'],
    [{ eventhub_namespace: 'https://contoso.servicebus.windows.net' }, 'must be a host name such as contoso'],
    [{ consumer_group: 'a group' }, 'must be $Default, or a name of letters'],
    [{ connection_string: 'my-own-secret' }, 'must be of the form Endpoint=sb://'],
    [{ connection_string: CONNECTION.replace(/;SharedAccessKey=.*/, '') }, 'must be of the form Endpoint=sb://'],
    [
      { connection_string: 'Endpoint=sb://localhost;UseDevelopmentEmulator=true' },
      'must be of the form Endpoint=sb://',
    ],
    [{ storage_account: 'https://contosologs.blob.core.windows.net' }, 'must be the name of a storage account alone'],
    [{ storage_account_key: 'no base64!' }, 'must be an access key of the storage account, in base64'],
    [{ storage_account_connection_string: 'AccountName=contosologs' }, 'must be of the form DefaultEndpointsProtocol'],
    [{ storage_account_connection_string: 'AccountName=a;AccountKey=a2V5' }, 'must be of the form DefaultEndpoints'],
    [
      { storage_account_connection_string: 'DefaultEndpointsProtocol=https;AccountName=a;AccountKey=a2V5' },
      'must be of the form DefaultEndpoints',
    ],
    [
      { storage_account_connection_string: CONNECTION },
      'must be of the form DefaultEndpointsProtocol=https;AccountName',
    ],
    [{ storage_account_connection_string: 'AccountName=a;AccountKey=cut off' }, 'must be of the form DefaultEndpoints'],
    [{ storage_account_container: 'My-Container' }, 'must have lower-case letters, digits and "-" only'],
    [{ storage_account_container: 'https://h/c2VjcmV0LWtleQ==' }, 'must have lower-case letters, digits and "-" only'],
    [{ authority_host: 'https://' }, 'must be a URL such as https://login.microsoftonline.com'],
    [{ metrics_endpoint: '{region}.metrics.monitor.azure.us' }, 'must be a URL such as https://host:9200'],
    [{ elasticsearch_hosts: ['https://one', 'u:PASS@host'] }, 'must be a URL such as https://host:9200'],
    [{ elasticsearch_hosts: 'localhost:9200' }, 'must be a URL such as https://host:9200, with https:// or http://'],
    [{ otlp_endpoint: 'localhost:4317', output: 'otlp' }, 'must be a URL such as http://localhost:4318'],
    [{ elasticsearch_api_key: 'a2V5\u2026' }, 'must be of characters that a header can hold'],
    [{ otlp_headers: { Authorization: 'Bearer a\u200b' } }, 'must be of characters that a header can hold'],
    [{ namespace: 'My-Space' }, 'must be at most 100 characters without capitals'],
    [{ categories: 'Audit,RequestRespone' }, 'has an unknown category, at place 2 of 2. Did you mean RequestResponse?'],
    [{ categories: ['audit'] }, 'has an unknown category. Did you mean Audit?'],
    [{ categories: [] }, 'must name a category'],
    [{ categories: ',' }, 'must name a category'],
    [{ categories: 'x' }, 'has an unknown category. Known are Audit, RequestResponse'],
  ])('collect and doctor refuse %j by the name of its setting', async (content, problem) => {
    const [name] = Object.keys(content);
    const config = ['--config', file('malformed.json', JSON.stringify(content))];
    for (const check of [['logs'], 'nothing'] as const) {
      const error = await load(config, {}, check).catch((error: unknown) => error as SettingsError);
      const found = (error as SettingsError).problems.find(({ setting }) => setting === name);
      expect(found?.problem).toContain(problem);
      for (const secret of ['my-own-secret', 'c2VjcmV0', 'PASS', 'cut off', 'no base64']) {
        expect((error as SettingsError).message).not.toContain(secret);
      }
    }
  });

  test('a container is required if the name of the event hub has characters that are invalid in a container', async () => {
    const { problems: found } = await problems(['--eventhub', 'azure.openai']);
    expect(found.map(({ setting }) => setting)).toEqual(['storage_account_container']);
    await expect(settings(['--eventhub', 'Azure_OpenAI'])).resolves.toBeDefined();
    await expect(
      settings(['--eventhub', 'azure.openai', '--storage-account-container', 'logs']),
    ).resolves.toBeDefined();
  });

  test.each([
    { storage_account_connection_string: 'UseDevelopmentStorage=true' },
    {
      storage_account_connection_string:
        'BlobEndpoint=https://a.blob.core.windows.net/;SharedAccessSignature=sv=1&sig=x',
    },
    {
      storage_account_connection_string:
        'DefaultEndpointsProtocol=https;AccountName=a;AccountKey=a2V5Cg==;EndpointSuffix=core.windows.net',
    },
    { authority_host: 'login.microsoftonline.us' },
    { elasticsearch_password: 'pässwörd…' },
    { elasticsearch_hosts: 'https://elastic:password@host:9243/path' },
    { otlp_endpoint: 'localhost:4317', output: 'elasticsearch' },
    { categories: 'Audit,ManagedNetworkEvent' },
    { consumer_group: '$Default' },
  ])('%j is accepted', async (content) => {
    await expect(load(['--config', file('fine.json', JSON.stringify(content))])).resolves.toBeDefined();
  });

  test.each([
    ['storage_account_key', 'a2V5\na2V5'],
    ['elasticsearch_api_key', 'a2V5\r\na2V5'],
    ['elasticsearch_password', 'pass\tword'],
    ['client_secret', 'abc\u0000'],
    ['otlp_headers', { Authorization: 'Bearer a\nb' }],
    ['otlp_headers', 'Authorization=Bearer%20a%0Ab'],
    ['elasticsearch_hosts', ['https://one\nhttps://two']],
  ])('a control character in %s is refused', async (name, value) => {
    const { message } = await problems(['--config', file('controls.json', JSON.stringify({ [name]: value }))]);
    expect(message).toMatch(new RegExp(`${name}: must be .*a line break or another control character`));
  });

  test('a newline at the end of a value is accepted, and one within it is refused', async () => {
    const content = { elasticsearch_api_key: 'a2V5\n', otlp_headers: { Authorization: 'Bearer a\n' } };
    const read = await settings(['--config', file('newline.json', JSON.stringify(content))], {
      AZURE_OPENAI_OTEL_STORAGE_ACCOUNT_KEY: 'a2V5\r\n',
      AZURE_CLIENT_SECRET_FILE: file('newline', 'secret\r\n\n'),
    });
    expect(read).toMatchObject({
      elasticsearch_api_key: 'a2V5',
      otlp_headers: { Authorization: 'Bearer a' },
      storage_account_key: 'a2V5',
      client_secret: 'secret',
    });
    const { message } = await problems(['--client-secret-file', file('two-lines', 'one\ntwo\n')]);
    expect(message).toContain('client_secret: must be one line of text');
    expect(message).toContain('(--client-secret-file)');
  });
});

const PARTS = [
  ['Endpoint=sb://contoso.servicebus.windows.net/', 'Endpoint=sb://', 'Endpoint=contoso:5671'],
  ['SharedAccessKeyName=listen', 'SharedAccessKeyName='],
  ['SharedAccessKey=a2V5', 'SharedAccessKey='],
  ['SharedAccessSignature=sr=x'],
  ['UseDevelopmentEmulator=true'],
  ['EntityPath=logs', 'EntityPath=other'],
];

test('the settings refuse exactly the connection strings that the source refuses', async () => {
  const text = fc.tuple(...PARTS.map((forms) => fc.constantFrom('', ...forms))).map((parts) => parts.join(';'));
  await fc.assert(
    fc.asyncProperty(text, async (connectionString) => {
      const env = {
        AZURE_OPENAI_OTEL_CONNECTION_STRING: connectionString,
        AZURE_OPENAI_OTEL_EVENTHUB: 'logs',
        AZURE_OPENAI_OTEL_STORAGE_ACCOUNT: 'contosologs',
        AZURE_OPENAI_OTEL_STORAGE_ACCOUNT_KEY: 'a2V5',
        AZURE_OPENAI_OTEL_OUTPUT: 'ndjson',
      };
      const isAccepted = await load([], env, ['logs']).then(
        () => true,
        () => false,
      );
      const options = { eventHub: 'logs', storage: { account: 'contosologs', accountKey: 'a2V5' }, connectionString };
      if (isAccepted) readEventHubOptions(options);
      else expect(() => readEventHubOptions(options)).toThrow();
    }),
  );
});

test('a secret and its file in the same place are refused', async () => {
  const secret = file('twice', 'abc');
  const twice = (where: string): string => `client_secret: is given twice: ${where}; leave one of them out`;
  const flags = ['--client-secret', 'abc', '--client-secret-file', secret];
  expect((await problems(flags)).message).toContain(twice('--client-secret and --client-secret-file'));
  const env = { AZURE_CLIENT_SECRET: 'abc', AZURE_CLIENT_SECRET_FILE: secret };
  expect((await problems([], env)).message).toContain(twice('AZURE_CLIENT_SECRET and AZURE_CLIENT_SECRET_FILE'));
  const config = file('twice.yaml', `client_secret: abc\nclient_secret_file: ${secret}\n`);
  expect((await problems(['--config', config])).message).toContain(
    twice(`${config} and client_secret_file in ${config}`),
  );
  // In two places, the one with precedence is used.
  expect((await settings(['--client-secret', 'flag'], { AZURE_CLIENT_SECRET_FILE: secret })).client_secret).toBe(
    'flag',
  );
});

test.each([
  [FOLDER, 'cannot be read: EISDIR'],
  [join(FOLDER, 'https://h/c2VjcmV0LWtleQ=='), 'cannot be read: ENOENT'],
  [file('no-certificate.pem', 'c2VjcmV0LWtleQ=='), 'has no certificate in PEM'],
])('elasticsearch_ca refuses %s, which %s', async (path, problem) => {
  const read = await settings(['--elasticsearch-hosts', 'https://localhost:9200', '--elasticsearch-ca', path]);
  const error = await elasticsearchConnection(read).catch((error: unknown) => error as SettingsError);
  expect(error).toBeInstanceOf(SettingsError);
  expect((error as SettingsError).message).toContain(problem);
  expect(inspect(error)).not.toContain('c2VjcmV0');
});

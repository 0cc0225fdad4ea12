import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Collected } from '../../../src/collectors/settings/check.ts';
import { SettingsError } from '../../../src/collectors/settings/error.ts';
import { defaultValue, parseDuration, parseSetting } from '../../../src/collectors/settings/parse.ts';
import { loadSettings } from '../../../src/collectors/settings/read.ts';
import { findSetting, SETTINGS, type Settings } from '../../../src/collectors/settings/settings.ts';
import { readFlags } from '../../../src/collectors/settings/usage.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'settings-'));
const CONNECTION =
  'Endpoint=sb://contoso.servicebus.windows.net/;SharedAccessKeyName=listen;SharedAccessKey=c2VjcmV0LWtleQ==';

const ACCOUNT_ID = '/subscriptions/s/resourceGroups/g/providers/Microsoft.CognitiveServices/accounts/a';

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

async function problems(
  args: string[],
  env: Record<string, string> = {},
  check: Collected[] = [],
): Promise<SettingsError> {
  const error = await load(args, env, check).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(SettingsError);
  return error as SettingsError;
}

describe('a setting', () => {
  test('a flag takes precedence over the variable, the file and the default, in this order', async () => {
    const config = ['--config', file('order.yaml', 'consumer_group: file\nperiod: 10m\n')];
    const env = { AZURE_OPENAI_OTEL_CONSUMER_GROUP: 'variable' };
    expect((await settings(['--consumer-group', 'flag', ...config], env)).consumer_group).toBe('flag');
    expect((await settings(config, env)).consumer_group).toBe('variable');
    expect((await settings(config)).consumer_group).toBe('file');
    expect((await settings([])).consumer_group).toBe('$Default');
    expect((await settings(config)).period).toBe(600_000);
    expect((await settings([], { AZURE_OPENAI_OTEL_CONFIG: config[1]! })).period).toBe(600_000);
  });

  test('a setting is read from its key, its flag and each of its variables', async () => {
    for (const setting of SETTINGS) {
      const { text, value } = exampleOf(setting.name);
      const byFile = await settings(['--config', file('names.yaml', `${setting.name}: ${JSON.stringify(text)}\n`)]);
      expect(byFile[setting.name]).toEqual(value);
      if (setting.flag !== undefined) {
        const flag = setting.type === 'boolean' ? [`--no-${setting.flag.slice(2)}`] : [setting.flag, text];
        expect((await settings(flag))[setting.name]).toEqual(value);
      }
      for (const variable of setting.variables) {
        expect((await settings([], { [variable]: text }))[setting.name]).toEqual(value);
      }
    }
  });

  test('every default is a valid value', () => {
    for (const setting of SETTINGS.filter((setting) => setting.default !== undefined)) {
      expect(parseSetting(setting, setting.default), setting.name).toHaveProperty('value');
      expect(defaultValue(setting), setting.name).toBeDefined();
    }
  });

  test('a secret is read from a file of its own, without the last newline', async () => {
    const secret = file('secret', `${CONNECTION}\n`);
    expect((await settings(['--connection-string-file', secret])).connection_string).toBe(CONNECTION);
    const env = { AZURE_OPENAI_OTEL_CONNECTION_STRING_FILE: secret, AZURE_CLIENT_SECRET_FILE: file('other', 'abc') };
    expect((await settings([], env)).connection_string).toBe(CONNECTION);
    expect((await settings([], env)).client_secret).toBe('abc');
    const config = file('secret.yaml', `connection_string_file: ${secret}\n`);
    expect((await settings(['--config', config])).connection_string).toBe(CONNECTION);
    const { message } = await problems(['--connection-string-file', join(FOLDER, 'nowhere')]);
    expect(message).toContain(`connection_string: ${join(FOLDER, 'nowhere')} cannot be read: ENOENT`);
  });

  test('a list is read from a YAML list, from text with commas, and from a repeated flag', async () => {
    const config = file('list.yaml', 'subscription_id: [one, two]\ntags: []\n');
    expect((await settings(['--config', config])).subscription_id).toEqual(['one', 'two']);
    expect((await settings(['--config', config])).tags).toEqual([]);
    expect((await settings([], { AZURE_SUBSCRIPTION_ID: 'one, two' })).subscription_id).toEqual(['one', 'two']);
    const flags = ['--subscription-id', 'one', '--subscription-id', 'two'];
    expect((await settings(flags)).subscription_id).toEqual(['one', 'two']);
  });

  test('--no- switches a boolean off', async () => {
    const config = ['--config', file('boolean.yaml', 'preserve_original_event: true\n')];
    expect((await settings(['--no-preserve-original-event', ...config])).preserve_original_event).toBe(false);
    expect((await settings(['--preserve-original-event'])).preserve_original_event).toBe(true);
  });

  test('the flag of a setting that has none is refused with the other ways to set it', async () => {
    for (const flag of [['--max-held-bytes', '1048576'], ['--no-sanitize-newlines']]) {
      expect(() => readFlags(flag, {})).toThrow(/^\w+ has no flag: set it in the file of --config, or as AZURE_OPENAI/);
    }
    expect((await settings(['--consumer-group', 'tags'])).consumer_group).toBe('tags');
  });

  test('headers are read from percent-encoded text and from a map', async () => {
    const env = { AZURE_OPENAI_OTEL_OTLP_HEADERS: 'Authorization=Bearer%20abc=, x-team = ops' };
    expect((await settings([], env)).otlp_headers).toEqual({ Authorization: 'Bearer abc=', 'x-team': 'ops' });
    const config = file('headers.yaml', 'otlp_headers:\n  Authorization: ApiKey abc\n');
    expect((await settings(['--config', config])).otlp_headers).toEqual({ Authorization: 'ApiKey abc' });
  });
});

describe('a duration', () => {
  test.each([
    ['300s', 300_000],
    ['10m', 600_000],
    ['1m30s', 90_000],
    ['1.5h', 5_400_000],
    ['250ms', 250],
    ['90', 90_000],
    ['1d', 86_400_000],
  ])('%s is %d ms', (text, ms) => expect(parseDuration(text)).toBe(ms));

  test.each(['', 's', '-5s', '5 minutes', '1m30', '5S', '1e3s'])('%j is not a duration', (text) =>
    expect(parseDuration(text)).toBeUndefined(),
  );
});

describe('wrong settings', () => {
  test('one message names all wrong settings, with valid values and where they were found', async () => {
    const config = file('wrong.yaml', 'transport: tcp\nhealth_port: 70000\n');
    const { message } = await problems(['--config', config, '--period', '10'], { AZURE_OPENAI_OTEL_OUTPUT: 'kafka' });
    expect(message.split('\n')).toEqual([
      'These settings need attention:',
      `  transport: must be one of amqp, websocket, not *** (3 characters) (${config})`,
      '  period: must be a duration such as 300s or 5m, 60s or more, not "10" (--period)',
      '  output: must be one of elasticsearch, otlp, local, ndjson, not *** (5 characters) (AZURE_OPENAI_OTEL_OUTPUT)',
      `  health_port: must be a whole number from 0 to 65535, not 70000 (${config})`,
    ]);
  });

  test('an unknown name is refused with the closest match', async () => {
    const config = file('unknown.yaml', 'event_hub: logs\nstorage_acount: x\nzzz: 1\n');
    const { message } = await problems(['--config', config]);
    expect(message).toContain(`event_hub: is not a setting (in ${config}). Did you mean eventhub?`);
    expect(message).toContain(`storage_acount: is not a setting (in ${config}). Did you mean storage_account?`);
    expect(message).toContain(`zzz: is not a setting (in ${config}).\n`.trimEnd());
    expect(() => readFlags(['--conection-string', 'x'], {})).toThrow(
      '--conection-string is no option. Did you mean --connection-string?',
    );
  });

  test('each nested setting is refused with its flat name, without its value', async () => {
    const config = file(
      'nested.yaml',
      [
        'elasticsearch:\n  hosts: [https://hunter22@host]\n  api-key: hunter22\n',
        'otlp:\n  headers:\n    Authorization: hunter22\n',
        'output:\n  elasticsearch:\n    username: hunter22\n',
        'filebeat:\n  input:\n    consumer_group: hunter22\n',
        'storage.account:\n  key_file: hunter22\n',
        'eventhub: {}\nzzz:\n  yyy: hunter22\n',
      ].join(''),
    );
    const { message } = await problems(['--config', config]);
    const nested = `settings are not nested (in ${config})`;
    expect(message.split('\n').slice(1)).toEqual([
      `  elasticsearch.hosts: ${nested}: write elasticsearch_hosts: …`,
      `  elasticsearch.api-key: ${nested}: write elasticsearch_api_key: …`,
      `  otlp.headers: ${nested}: write otlp_headers: …`,
      `  output.elasticsearch.username: ${nested}: write elasticsearch_username: …`,
      `  filebeat.input.consumer_group: ${nested}: write consumer_group: …`,
      `  storage.account.key_file: ${nested}: write storage_account_key_file: …`,
      `  eventhub: ${nested}: write eventhub: …`,
      `  zzz.yyy: ${nested}`,
    ]);
  });

  test('unused settings of the integration are accepted with a notice', async () => {
    const { notices } = await load(['--config', file('filebeat.yaml', 'eventhub: logs\nprocessor_version: v2\n')]);
    expect(notices).toEqual([expect.stringContaining('processor_version is not used: there is one processor')]);
  });

  test('a syntax error of a file is reported by its place alone, since the line may hold a secret', async () => {
    const broken = await problems(['--config', file('broken.yaml', 'a: b\nclient_secret: "hunter22\n')]);
    expect(broken.message).toMatch(/broken\.yaml is not valid YAML: MISSING_CHAR in line \d/);
    expect(broken.message).not.toContain('hunter22');
    const json = await problems(['--config', file('broken.json', '{"client_secret": "hunter22')]);
    expect(json.message).toContain('broken.json is not valid JSON');
    expect(json.message).not.toContain('hunter22');
    const hidden = await problems(['--config', file('a1b2c3d4e5f6a7b8c9d0e1f2.json', '{"client_secret": "hunter22')]);
    expect(hidden.message).toMatch(/\*\*\* \(\d+ characters\) is not valid JSON/);
    expect((await problems(['--config', file('text.yaml', 'just text')])).message).toContain(
      'must be a map of settings',
    );
    expect((await problems(['--config', join(FOLDER, 'none.yaml')])).message).toContain(
      'none.yaml cannot be read: ENOENT',
    );
  });
});

describe('missing settings', () => {
  test('all missing settings are reported together, each with where the tutorial gets it', async () => {
    const error = await problems([], {}, ['logs', 'metrics']);
    expect(error.problems.map(({ setting }) => setting)).toEqual([
      'eventhub',
      'connection_string',
      'storage_account',
      'storage_account_key',
      'subscription_id',
      'tenant_id',
      'client_id',
      'client_secret',
      'elasticsearch_hosts',
    ]);
    for (const { setting, from } of error.problems) expect(from, setting).toBeTruthy();
    expect(error.message).toContain('step 1, "Create an event hub": the name of the event hub');
    expect(error.message).toContain('a new policy with Listen alone');
    expect(error.message).toContain('step 2, "Add role assignment to your app"');
  });

  test('the required settings depend on auth_type', async () => {
    const names = async (args: string[]): Promise<unknown[]> =>
      (await problems([...args, '--output', 'ndjson'], {}, ['logs'])).problems.map(({ setting }) => setting);
    expect(await names(['--auth-type', 'client_secret'])).toEqual([
      'eventhub',
      'eventhub_namespace',
      'storage_account',
      'tenant_id',
      'client_id',
      'client_secret',
    ]);
    expect(await names(['--auth-type', 'managed_identity'])).toEqual([
      'eventhub',
      'eventhub_namespace',
      'storage_account',
    ]);
    expect(await names(['--connection-string', `${CONNECTION};EntityPath=logs`])).toEqual([
      'storage_account',
      'storage_account_key',
    ]);
  });

  test('complete settings are accepted', async () => {
    const logs = [
      '--eventhub',
      'logs',
      '--storage-account',
      'store',
      '--storage-account-key',
      'a2V5',
      '--output',
      'ndjson',
    ];
    await expect(load(logs, { AZURE_OPENAI_OTEL_CONNECTION_STRING: CONNECTION }, ['logs'])).resolves.toBeDefined();
    const metrics = ['--auth-type', 'managed_identity', '--subscription-id', 's', '--output', 'otlp'];
    await expect(load(metrics, {}, ['metrics'])).resolves.toBeDefined();
  });

  test('settings that contradict each other are reported too', async () => {
    const read = await problems(
      ['--eventhub', 'logs', '--resource-ids', '/x', '--period', '90s'],
      {
        AZURE_OPENAI_OTEL_CONNECTION_STRING: `${CONNECTION};EntityPath=other`,
        ELASTICSEARCH_USERNAME: 'elastic',
      },
      ['logs', 'metrics'],
    );
    const found = Object.fromEntries(read.problems.map(({ setting, problem }) => [setting, problem]));
    expect(found['eventhub']).toBe('is not the event hub that connection_string is of (its EntityPath)');
    expect(found['resource_ids']).toContain('must be ids of Azure OpenAI accounts: /subscriptions/');
    expect(found['period']).toBe('must be a multiple of 60s, not 90s');
    const long = await problems(['--period', '2d', '--subscription-id', 's', '--resource-groups', 'g'], {}, [
      'metrics',
    ]);
    expect(long.problems.find(({ setting }) => setting === 'period')?.problem).toContain('must be 1d');
    const groups = await problems(['--resource-groups', 'g', '--resource-ids', ACCOUNT_ID], {}, ['metrics']);
    expect(groups.message).toContain('subscription_id: is missing; it is needed with resource_groups');
    expect(found['elasticsearch_password']).toContain('needed with elasticsearch_username');
    const password = await problems([], { ELASTICSEARCH_PASSWORD: 'secret' }, ['logs']);
    expect(password.message).toContain('elasticsearch_username: is missing; it is needed with elasticsearch_password');
  });
});

describe('arbitrary values', () => {
  test('any settings are read or refused, and a refusal never shows a secret', async () => {
    const secrets = SETTINGS.filter(({ secret }) => secret);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...SETTINGS), fc.jsonValue(), fc.uuid(), async (setting, value, uuid) => {
        const raw = setting.secret ? [uuid, [value]] : value;
        const config = file('wild.json', JSON.stringify({ [setting.name]: raw }));
        const read = await load(['--config', config], {}, ['logs', 'metrics']).catch((error: unknown) => error);
        if (!(read instanceof SettingsError)) return;
        expect(read.message).not.toContain(uuid);
      }),
      { numRuns: 200 },
    );
    expect(secrets.length).toBeGreaterThan(5);
  });
});

/** Examples of settings that do not accept any text. */
const TEXTS: Partial<Record<keyof Settings, string>> = {
  storage_account_container: 'some-text',
  eventhub: 'logs',
  eventhub_namespace: 'contoso.servicebus.windows.net',
  consumer_group: 'mine',
  connection_string: CONNECTION,
  storage_account: 'contosologs',
  storage_account_key: 'a2V5',
  storage_account_connection_string:
    'DefaultEndpointsProtocol=https;AccountName=contosologs;AccountKey=a2V5;EndpointSuffix=core.windows.net',
  authority_host: 'https://login.microsoftonline.us',
  resource_manager_endpoint: 'https://management.usgovcloudapi.net',
  metrics_endpoint: 'https://{region}.metrics.monitor.azure.us',
  cost_export_account: 'contosocosts',
  cost_export_container: 'exports',
  namespace: 'mine',
};

function exampleOf(name: keyof Settings): { text: string; value: unknown } {
  const { type, choices, least = 0 } = findSetting(name);
  switch (type) {
    case 'text':
      if (choices) return { text: choices.at(-1)!, value: choices.at(-1) };
      return { text: TEXTS[name] ?? 'some text', value: TEXTS[name] ?? 'some text' };
    case 'list':
      if (name === 'categories') return { text: 'Audit,Trace', value: ['Audit', 'Trace'] };
      if (name === 'cost_types') return { text: 'amortized,actual', value: ['amortized', 'actual'] };
      if (name === 'elasticsearch_hosts')
        return { text: 'https://one,https://two', value: ['https://one', 'https://two'] };
      return { text: 'one,two', value: ['one', 'two'] };
    case 'boolean':
      return { text: 'false', value: false };
    case 'integer':
      return { text: String(least + 1), value: least + 1 };
    case 'duration':
      return least > 70_000 ? { text: '2d', value: 172_800_000 } : { text: '70s', value: 70_000 };
    case 'headers':
      return { text: 'a=b', value: { a: 'b' } };
  }
}

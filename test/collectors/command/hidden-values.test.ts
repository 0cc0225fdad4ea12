import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { diag } from '@opentelemetry/api';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shownPath, shownValue } from '../../../src/cli/shown-value.ts';
import { UsageError } from '../../../src/cli/options.ts';
import { collect } from '../../../src/collectors/command/collect.ts';
import type { OpenCollectors } from '../../../src/collectors/command/collectors.ts';
import { hideSecrets } from '../../../src/collectors/settings/secrets.ts';
import { type Setting, SETTINGS, type Settings } from '../../../src/collectors/settings/settings.ts';
import { doctor } from '../../../src/collectors/doctor/doctor.ts';
import { type FakeIo, fakeIo } from '../../support/fake-io.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'hidden-'));

/** A secret, and a value of a setting that contains it. */
interface Given {
  readonly secret: string;
  readonly value: string;
}

function key(alphabet: string, length: number): fc.Arbitrary<string> {
  return fc.string({ unit: fc.constantFrom(...alphabet), minLength: length, maxLength: length });
}

const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const BASE64 = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('base64'));
const PASSWORD = key(`${ALPHANUMERIC}!*%&@`, 12).map((password) => `x${password}!`);

const GIVEN: fc.Arbitrary<Given> = fc.oneof(
  BASE64.map((secret) => ({ secret, value: secret })),
  key('0123456789abcdef', 32).map((secret) => ({ secret: `a1b2${secret}`, value: `a1b2${secret}` })),
  key(ALPHANUMERIC, 84).map((secret) => ({ secret: `1a2b${secret}`, value: `1a2b${secret}` })),
  key(`${ALPHANUMERIC}_-`, 32).map((secret) => ({ secret: `1Aa2bC3d_4${secret}`, value: `1Aa2bC3d_4${secret}` })),
  key(`${ALPHANUMERIC}_.-`, 32).map((secret) => ({ secret: `abc8Q~${secret}`, value: `abc8Q~${secret}` })),
  PASSWORD.map((secret) => ({ secret, value: secret })),
  PASSWORD.map((secret) => ({ secret, value: `elastic:${secret}@host` })),
  PASSWORD.map((secret) => ({ secret, value: `elastic:${secret}` })),
  PASSWORD.map((secret) => ({ secret, value: `http://elastic:${secret}@127.0.0.1:1/path` })),
  key(ALPHANUMERIC, 12).map((secret) => ({ secret, value: `http://127.0.0.1:1/?api_key=${secret}` })),
  key(ALPHANUMERIC, 12).map((secret) => ({ secret, value: `Bearer ${secret}` })),
  BASE64.map((secret) => ({
    secret,
    value: `Endpoint=sb://127.0.0.1:1/;SharedAccessKeyName=listen;SharedAccessKey=${secret};EntityPath=logs`,
  })),
  BASE64.map((secret) => ({ secret, value: `AccountName=contosologs;AccountKey=${secret}` })),
  key(ALPHANUMERIC, 32).map((secret) => ({
    secret: `1a2b${secret}`,
    value: `http://127.0.0.1:1/1a2b${secret}/path`,
  })),
  key(ALPHANUMERIC, 32).map((secret) => ({ secret: `1a2b${secret}`, value: `http://127.0.0.1:1/#1a2b${secret}` })),
  PASSWORD.map((secret) => ({ secret, value: `http://elastic:x@${secret}@127.0.0.1:1` })),
);

/** The places of a setting: options and environment. */
const PLACES: ((setting: Setting, value: string) => { args: string[]; env?: Record<string, string> })[] = [
  ({ flag }, value) => ({ args: [`${flag}=${value}`] }),
  ({ flag }, value) => ({ args: [`${flag}-file=${value}`] }),
  ({ variables: [variable] }, value) => ({ args: [], env: { [variable]: value } }),
  ({ variables: [variable] }, value) => ({ args: [], env: { [`${variable}_FILE`]: value } }),
  ({ name }, value) => ({ args: ['--config', config({ [name]: value })] }),
  ({ name }, value) => ({ args: ['--config', config({ [name]: [value, { [value]: value }] })] }),
  ({ name }, value) => ({ args: ['--config', config({ [name]: { [value]: value } })] }),
  ({ name }, value) => ({ args: ['--config', config({ [`${name}_file`]: value, [value]: value })] }),
  (_setting, value) => ({ args: ['--config', value] }),
  (_setting, value) => ({ args: [value] }),
];

function config(content: object): string {
  const path = join(FOLDER, 'config.json');
  writeFileSync(path, JSON.stringify(content));
  return path;
}

/** Collectors that fail with an error that quotes all settings. */
const quoting: OpenCollectors = async (settings) => {
  diag.warn('given', settings);
  throw new Error(`refused: ${Object.values(settings).flat().join(' and ')}`, {
    cause: new Error(JSON.stringify(settings)),
  });
};

async function shownBy(command: (io: FakeIo) => Promise<number>, env: Record<string, string>): Promise<string> {
  const io = fakeIo(env);
  const error = await command(io).then(
    () => undefined,
    (error: unknown) => error,
  );
  // The program prints only the message of a UsageError.
  if (error !== undefined && !(error instanceof UsageError)) throw error;
  return `${io.out()}${io.err()}${error?.message ?? ''}`;
}

describe('a secret in any setting, in any form', () => {
  test('collect never shows a secret in any setting', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...SETTINGS),
        fc.constantFrom(...PLACES),
        GIVEN,
        fc.boolean(),
        async (setting, place, { secret, value }, isDry) => {
          const { args, env = {} } = place(setting, value);
          const enough = isDry ? ['--dry-run', '--timeout', '1s'] : ['--health-port', '0', '--output', 'ndjson'];
          const all = ['logs', '--auth-type', 'managed_identity', '--eventhub-namespace', 'host', ...enough, ...args];
          const wanted = {
            AZURE_OPENAI_OTEL_EVENTHUB: 'logs',
            AZURE_OPENAI_OTEL_STORAGE_ACCOUNT: 'contosologs',
            ...env,
          };
          const text = await shownBy((io) => collect(all, io, quoting), wanted);
          expect(text).not.toBe('');
          expect(text).not.toContain(secret);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('doctor never shows a secret in any setting', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...SETTINGS),
        fc.constantFrom(...PLACES),
        GIVEN,
        fc.constantFrom('--json', '--print-deployment'),
        async (setting, place, { secret, value }, output) => {
          const { args, env = {} } = place(setting, value);
          const text = await shownBy((io) => doctor([output, ...args], io), env);
          expect(text).not.toBe('');
          expect(text).not.toContain(secret);
        },
      ),
      { numRuns: 200 },
    );
  });
});

test('a key in the place of a name is hidden in lower case too', () => {
  const hide = hideSecrets({ eventhub: '1Aa2bC3d_4Ee5', elasticsearch_hosts: [] } as unknown as Settings);
  expect(hide('1Aa2bC3d_4Ee5')).toBe('1Aa2bC3d_4Ee5');
  const key = `1Aa2bC3d4Ee5${'x'.repeat(32)}`;
  const hideKey = hideSecrets({ eventhub: key, elasticsearch_hosts: [] } as unknown as Settings);
  expect(hideKey(`${key} filebeat-openai-${key.toLowerCase()}`)).toBe('*** filebeat-openai-***');
});

test('the base64 text of a user and a password is hidden', () => {
  const hide = hideSecrets({
    elasticsearch_hosts: ['https://a:p%40ss@host'],
    elasticsearch_username: 'elastic',
    elasticsearch_password: 'changeme',
  } as unknown as Settings);
  for (const user of ['a:p@ss', 'elastic:changeme']) expect(hide(`Basic ${btoa(user)}`)).toBe('Basic ***');
});

test('the base64 text of an API key with its id is hidden', () => {
  const settings = { elasticsearch_hosts: [], elasticsearch_api_key: 'id:api-key' };
  const hide = hideSecrets(settings as unknown as Settings);
  expect(hide(`ApiKey ${btoa('id:api-key')}`)).toBe('ApiKey ***');
});

test('secrets in the OTLP variables are hidden, of all signals and of one', () => {
  const hide = hideSecrets({ elasticsearch_hosts: [] } as unknown as Settings, {
    OTEL_EXPORTER_OTLP_HEADERS: 'x-key=all-signals-key',
    OTEL_EXPORTER_OTLP_LOGS_HEADERS: 'Authorization=Bearer%20otlp-token',
    OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'http://otel:PASSWORD@host:4318',
  });
  expect(hide('all-signals-key, otlp-token, http://otel:PASSWORD@host:4318')).toBe(
    '***, ***, http://otel:***@host:4318',
  );
});

test('harmless values and paths are shown', () => {
  for (const value of [70_000, true, '10', '1.5h', 'false', 'Otlp']) {
    expect(shownValue(value, ['otlp'])).toBe(typeof value === 'string' ? JSON.stringify(value) : String(value));
  }
  for (const path of ['/run/secrets/storage_account_key', './settings.yaml', 'C:\\Users\\me\\a b.json']) {
    expect(shownPath(path)).toBe(path);
  }
});

test('a hidden value is shown by its length', () => {
  expect([shownValue('x'), shownValue('xy')]).toEqual(['*** (1 character)', '*** (2 characters)']);
});

test('reports keep names, paths and URLs of settings, without the passwords of URLs', () => {
  const text =
    'contoso-openai-logs 12cabcb4-86e8-404f-a3d2-1dc9982f45ca https://host:9200 http://[::1]:4318/v1 ' +
    '/var/lib/collector/cursor.json stcontosologs7f3k2q9x $Default http://elastic:***@host:9200';
  const settings = {
    eventhub: 'contoso-openai-logs',
    client_id: '12cabcb4-86e8-404f-a3d2-1dc9982f45ca',
    elasticsearch_hosts: ['https://host:9200', 'http://elastic:changeme@host:9200'],
    otlp_endpoint: 'http://[::1]:4318/v1',
    cursor_path: '/var/lib/collector/cursor.json',
    storage_account: 'stcontosologs7f3k2q9x',
    consumer_group: '$Default',
  };
  expect(hideSecrets(settings as unknown as Settings)(text.replace('***', 'changeme'))).toBe(text);
});

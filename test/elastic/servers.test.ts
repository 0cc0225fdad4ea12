import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { loadSettings } from '../../src/collectors/settings/read.ts';
import { readFlags } from '../../src/collectors/settings/usage.ts';
import { FLAGS, readServers, type Servers } from '../../src/elastic/setup/options.ts';
import { run } from '../commands/support/command.ts';
import { startStack } from '../support/kibana/stack.ts';
import { setup } from './support/setup.ts';

async function servers(args: string[], env: Record<string, string> = {}, space = 'default'): Promise<Servers> {
  const flags = readFlags(args, FLAGS, 0);
  const { settings } = await loadSettings(flags, env, 'nothing');
  return readServers(flags, env, settings, space);
}

function cloudId(hosts: string): string {
  return `contoso:${Buffer.from(hosts).toString('base64')}`;
}

describe('a Cloud ID', () => {
  test('has the URLs of both servers', async () => {
    const { elasticsearch, kibana } = await servers([], {
      ELASTIC_CLOUD_ID: cloudId('eastus2.azure.elastic-cloud.com$es1$kb1'),
    });
    expect(elasticsearch.url).toBe('https://es1.eastus2.azure.elastic-cloud.com');
    expect(kibana.url).toBe('https://kb1.eastus2.azure.elastic-cloud.com');
  });

  test('may have a port', async () => {
    const { elasticsearch } = await servers([], { ELASTIC_CLOUD_ID: cloudId('cloud.example:9243$es1$kb1') });
    expect(elasticsearch.url).toBe('https://es1.cloud.example:9243');
  });

  test('without Kibana needs its URL', async () => {
    const env = { ELASTIC_CLOUD_ID: cloudId('cloud.example$es1$') };
    await expect(servers([], env)).rejects.toThrow('--kibana-url is missing');
    expect((await servers(['--kibana-url', 'https://kb.example/'], env)).kibana.url).toBe('https://kb.example');
  });

  test('that is none is refused', async () => {
    await expect(servers([], { ELASTIC_CLOUD_ID: 'contoso:bm90aGluZw==' })).rejects.toThrow('is no Cloud ID');
  });
});

describe('the credentials', () => {
  const env = { ELASTICSEARCH_URL: 'http://es.example', KIBANA_URL: 'http://kb.example/base' };

  test('are an API key in either of its forms', async () => {
    for (const key of ['id:key', Buffer.from('id:key').toString('base64')]) {
      const { elasticsearch, kibana } = await servers([], { ...env, ELASTICSEARCH_API_KEY: key });
      expect(elasticsearch.headers['authorization']).toBe('ApiKey aWQ6a2V5');
      expect(kibana.headers).toMatchObject({ authorization: 'ApiKey aWQ6a2V5', 'kbn-xsrf': 'true' });
    }
  });

  test('are a user and a password', async () => {
    await using stack = await startStack({
      credentials: `Basic ${Buffer.from('elastic:pass:word').toString('base64')}`,
    });
    const { code, out } = await run(['setup', 'elastic', '--check', '--no-ml'], {
      ELASTICSEARCH_URL: stack.elasticsearchUrl,
      KIBANA_URL: stack.kibanaUrl,
      ELASTICSEARCH_USERNAME: 'elastic',
      ELASTICSEARCH_PASSWORD: 'pass:word',
    });
    expect([code, out]).toEqual([1, expect.stringContaining('missing')]);
  });

  test('are sent to a space under the base path of Kibana', async () => {
    expect((await servers([], env, 'team')).kibana.url).toBe('http://kb.example/base/s/team');
  });
});

test.each(['elasticsearch-hosts', 'kibana-url'])('a page of another server at --%s is reported', async (option) => {
  await using stack = await startStack();
  const other = createServer((_, response) => response.end('<html></html>')).listen(0, '127.0.0.1');
  try {
    await once(other, 'listening');
    const urls = { 'elasticsearch-hosts': stack.elasticsearchUrl, 'kibana-url': stack.kibanaUrl };
    const given = { ...urls, [option]: `http://127.0.0.1:${(other.address() as AddressInfo).port}` };
    const args = Object.entries(given).map(([name, url]) => `--${name}=${url}`);
    const { code, err } = await run(['setup', 'elastic', ...args, '--elasticsearch-api-key=id:key']);
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(/the URL of (Elasticsearch|Kibana) leads to another server/),
    ]);
  } finally {
    other.close();
  }
});

test('a user without a password is refused', async () => {
  const env = { ELASTICSEARCH_URL: 'http://es.example', KIBANA_URL: 'http://kb.example', ELASTICSEARCH_USERNAME: 'u' };
  await expect(servers([], env)).rejects.toThrow('elasticsearch_password is missing');
});

test('the first answer is reported if Elasticsearch does not say which privileges there are', async () => {
  await using stack = await startStack();
  const answers = [{ status: 403, body: { error: { reason: 'not for this key' } } }];
  stack.intercept = ({ path }) => (path.endsWith('_has_privileges') ? answers.shift() : undefined);
  const { code, err } = await setup(stack);
  expect([code, err]).toEqual([1, expect.stringContaining('was answered with 403: not for this key')]);
});

test('a page in the place of an exported object is a failure of that object', async () => {
  await using stack = await startStack();
  stack.intercept = ({ path }) => (path.endsWith('_export') ? { status: 200, body: '<html></html>' } : undefined);
  const { code, out } = await setup(stack, '--check');
  expect(code).toBe(1);
  expect(out).toMatch(/failed +tag azure-openai-otel: .* was answered with 200: the answer is a page, not JSON/);
});

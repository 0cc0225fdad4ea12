import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { FOLDER } from '../../src/grafana/dashboards.ts';
import { file, run } from '../commands/support/command.ts';
import { results } from '../elastic/support/setup.ts';
import { type FakeGrafana, startGrafana } from '../support/grafana/server.ts';

function setup({ url, token }: FakeGrafana, ...more: string[]): ReturnType<typeof run> {
  return run(['setup', 'grafana', '--url', url, ...more], { GRAFANA_TOKEN: token });
}

describe('setup grafana', () => {
  test.each(['', '/grafana'])('makes the folder and the dashboards, once, under "%s"', async (base) => {
    await using grafana = await startGrafana({ version: '12.2.0', base });
    const first = await setup(grafana);
    expect([first.code, results(first.out)]).toEqual([0, { created: 5 }]);
    expect([...grafana.dashboards.values()].map(({ folderUid }) => folderUid)).toEqual(Array(4).fill(FOLDER.uid));
    const writes = grafana.writes.length;
    expect(results((await setup(grafana)).out)).toEqual({ unchanged: 5 });
    expect((await setup(grafana, '--check')).code).toBe(0);
    expect(grafana.writes).toHaveLength(writes);
  });

  test('--check finds what is missing, and changes nothing', async () => {
    await using grafana = await startGrafana();
    const { code, out } = await setup(grafana, '--check');
    expect([code, results(out)]).toEqual([1, { missing: 5 }]);
    expect(grafana.writes).toEqual([]);
  });

  test('makes a dashboard again that was changed, and brings one back to its folder', async () => {
    await using grafana = await startGrafana();
    await setup(grafana);
    const cost = grafana.dashboards.get('azure-openai-otel-cost')!;
    Object.assign(cost.dashboard, { title: 'Mine' });
    grafana.dashboards.get('azure-openai-otel-calls')!.folderUid = 'elsewhere';
    const check = await setup(grafana, '--check');
    expect(check.code).toBe(1);
    expect(check.out).toContain('azure-openai-otel-cost: dashboard.title: is changed');
    expect(results((await setup(grafana)).out)).toEqual({ unchanged: 3, updated: 2 });
  });

  test('--remove removes what was made', async () => {
    await using grafana = await startGrafana();
    await setup(grafana);
    expect(results((await setup(grafana, '--remove')).out)).toEqual({ removed: 5 });
    expect([grafana.folders.size, grafana.dashboards.size]).toEqual([0, 0]);
    expect(results((await setup(grafana, '--remove')).out)).toEqual({ absent: 5 });
  });

  test('--remove keeps a folder that has dashboards of others', async () => {
    await using grafana = await startGrafana();
    await setup(grafana);
    grafana.dashboards.set('mine', { dashboard: { uid: 'mine' }, folderUid: FOLDER.uid });
    const { code, out } = await setup(grafana, '--remove');
    expect([code, results(out)]).toEqual([0, { removed: 4 }]);
    expect(out).toContain('skipped    folder azure-openai-otel: it has other content');
    expect([...grafana.dashboards.keys()]).toEqual(['mine']);
  });

  test('uses the label of another tenant attribute', async () => {
    await using grafana = await startGrafana();
    await setup(grafana, '--settings', file('grafana.json', { tenantAttribute: 'customer.id' }));
    const text = JSON.stringify([...grafana.dashboards.values()]);
    expect(text).toContain('customer_id=~\\"$tenant\\"');
    expect(text).not.toContain('app_tenant');
  });
});

describe('setup grafana changes nothing and exits with 1', () => {
  test('for a Grafana that is too old', async () => {
    await using grafana = await startGrafana({ version: '9.5.21' });
    expect(await setup(grafana)).toMatchObject({
      code: 1,
      err: 'Grafana 10 or later is needed; nothing was changed.\n',
    });
    expect(grafana.writes).toEqual([]);
  });

  test('for a token without permissions, which are named', async () => {
    await using grafana = await startGrafana({ permissions: ['folders:read', 'dashboards:read'] });
    const { code, err } = await setup(grafana);
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(/permissions are missing[^]*folders:create\n[^]*dashboards:create\n/),
    ]);
    expect((await setup(grafana, '--check')).err).toBe('');
    expect(grafana.writes).toEqual([]);
  });

  test('for a token that is refused, without showing it, even if the server does', async () => {
    await using grafana = await startGrafana();
    const { code, out, err } = await run(['setup', 'grafana', '--url', grafana.url, '--token', 'glsa_wrong-secret']);
    expect([code, err]).toEqual([1, expect.stringContaining('GET /api/org was answered with 401: Invalid API key')]);
    expect(out + err).not.toContain('glsa_wrong-secret');
  });

  test('for another server', async () => {
    const other = createServer((_, response) => response.end('<html></html>')).listen(0, '127.0.0.1');
    try {
      await once(other, 'listening');
      const { port } = other.address() as AddressInfo;
      const { code, err } = await run(['setup', 'grafana', `--url=http://127.0.0.1:${port}`, '--token=abc']);
      expect([code, err]).toEqual([1, expect.stringContaining('leads to another server than Grafana')]);
    } finally {
      other.close();
    }
  });

  test('for a server that cannot be reached', async () => {
    const { code, err } = await run(['setup', 'grafana', '--url=http://127.0.0.1:1', '--token=abc']);
    expect([code, err]).toEqual([1, expect.stringContaining('http://127.0.0.1:1 cannot be reached')]);
  });
});

test.each([
  [['--check', '--remove'], 'exclude one another'],
  [[], '--url is missing'],
  [['--url', 'ftp://grafana'], '--url must start with http:// or https://'],
  [['--url', 'https://me:pass@grafana'], '--url must have no user'],
  [['--url', 'http://grafana'], '--token is missing'],
  [['--url', 'http://grafana', '--token-file', '/none'], 'cannot be read: ENOENT'],
  [['--chek'], 'Did you mean --check?'],
])('the options %j end with exit code 2', async (options, problem) => {
  const { code, err } = await run(['setup', 'grafana', ...options]);
  expect([code, err]).toEqual([2, expect.stringContaining(problem)]);
  expect(err).not.toContain('me:pass');
});

test.each([
  [{ alerts: { errorShare: 5 } }, 'alerts.errorShare must be a share between 0 and 1'],
  [{ alerts: { latency: 5 } }, 'there is no setting alerts.latency'],
  [{ tenantAttribute: 'app..tenant' }, 'tenantAttribute must be a text such as "app.tenant"'],
])('the settings %j end with exit code 2', async (settings, problem) => {
  const { code, err } = await run([
    'setup',
    'grafana',
    '--export',
    '/tmp/none',
    '--settings',
    file('wrong.json', settings),
  ]);
  expect([code, err]).toEqual([2, expect.stringContaining(problem)]);
});

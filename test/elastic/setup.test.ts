import { describe, expect, test } from 'vitest';
import { startStack } from '../support/kibana/stack.ts';
import { results, setup } from './support/setup.ts';

const VERSIONS = [
  { version: '8.19.0' },
  { version: '9.2.0' },
  { version: '9.5.0' },
  { version: '9.9.0', isServerless: true },
] as const;

describe.each(VERSIONS)('on $version, serverless: $isServerless', (options) => {
  test('setup makes everything, and a second run changes nothing', async () => {
    await using stack = await startStack(options);
    const first = await setup(stack);
    expect([first.err, first.code]).toEqual(['', 0]);
    expect(Object.keys(results(first.out))).toEqual(['created']);
    const written = [...stack.writes];
    const second = await setup(stack);
    expect(results(second.out)).toEqual({ unchanged: results(first.out)['created'] });
    expect(stack.writes).toEqual(written);
    expect(await setup(stack, '--check')).toMatchObject({ code: 0, err: '' });
  });

  test('--check finds what is missing and changes nothing', async () => {
    await using stack = await startStack(options);
    const { code, out } = await setup(stack, '--check');
    expect([code, Object.keys(results(out))]).toEqual([1, ['missing']]);
    expect(stack.writes).toEqual([]);
  });
});

test('dashboards are made by the Dashboards API from 9.5 on, and imported before', async () => {
  for (const [version, isImported] of [
    ['9.4.2', true],
    ['9.5.0', false],
  ] as const) {
    await using stack = await startStack({ version });
    await setup(stack);
    const puts = stack.writes.filter((write) => write.startsWith('PUT /api/dashboards/'));
    expect(puts.length === 0).toBe(isImported);
    expect([...stack.spaces.get('default')!.objects.keys()]).toContain('dashboard:azure-openai-otel-cost');
  }
});

describe('a run that is cut off', () => {
  test('can be repeated from wherever it ended', async () => {
    await using whole = await startStack();
    await setup(whole);
    for (let after = 1; after < whole.writes.length; after += 5) {
      await using stack = await startStack();
      let seen = 0;
      stack.intercept = ({ method, path }) =>
        method !== 'GET' && !path.endsWith('_has_privileges') && !path.endsWith('_export') && (seen += 1) > after
          ? 'cut'
          : undefined;
      const { code, err } = await setup(stack);
      expect(code).toBe(1);
      expect(err).toContain('cannot be reached');
      stack.intercept = () => undefined;
      expect(await setup(stack)).toMatchObject({ code: 0, err: '' });
      expect(await setup(stack, '--check')).toMatchObject({ code: 0 });
      expect(stack.cluster).toEqual(whole.cluster);
      expect(stack.spaces.get('default')!.objects).toEqual(whole.spaces.get('default')!.objects);
    }
  }, 60_000);

  test('starts a job whose datafeed was never made', async () => {
    await using stack = await startStack();
    stack.intercept = ({ method, path }) =>
      method === 'PUT' && path.startsWith('/_ml/datafeeds/') ? 'cut' : undefined;
    expect((await setup(stack)).code).toBe(1);
    stack.intercept = () => undefined;
    await setup(stack);
    expect([...stack.cluster.running]).toContain('/_ml/datafeeds/datafeed-azure-openai-otel-tokens');
  });
});

test('a resource that the server refuses does not keep the others from being made', async () => {
  await using stack = await startStack();
  stack.intercept = ({ method, path }) =>
    method === 'PUT' && path === '/api/dashboards/azure-openai-otel-overview'
      ? { status: 400, body: { message: 'panels.0 is not allowed' } }
      : undefined;
  const { code, out } = await setup(stack);
  expect(code).toBe(1);
  expect(out).toContain('dashboard azure-openai-otel-overview: PUT /api/dashboards/azure-openai-otel-overview was');
  expect(out).toContain('panels.0 is not allowed');
  expect(results(out)['failed']).toBe(1);
  expect([...stack.spaces.get('default')!.objects.keys()]).toContain('dashboard:azure-openai-otel-cost');
});

test('a server that is busy is asked again', async () => {
  await using stack = await startStack();
  let busy = 2;
  stack.intercept = ({ path }) =>
    path === '/api/status' && (busy -= 1) >= 0 ? { status: 503, body: { message: 'not ready' } } : undefined;
  expect(await setup(stack, '--check', '--no-rules', '--no-ml', '--no-slos')).toMatchObject({ err: '' });
  expect(busy).toBe(-1);
});

describe('privileges', () => {
  test('missing ones are named before anything is made', async () => {
    const denied = ['manage_ml', 'view_index_metadata', 'maintenance', 'all', 'feature_dashboard_v2.all'];
    await using stack = await startStack({ denied });
    const { code, err } = await setup(stack);
    expect(code).toBe(1);
    expect(err).toContain('cluster privilege manage_ml\n');
    expect(err).toContain('privilege view_index_metadata on logs-azure_openai.logs-*\n');
    expect(err).toContain('privilege maintenance on azure-openai-otel-*\n');
    expect(err).toContain('all on the feature dashboard_v2 of Kibana in the space default\n');
    expect(err).not.toContain('feature discover');
    expect(stack.writes).toEqual([]);
  });

  test('those of a part that is left out are not needed', async () => {
    await using stack = await startStack({ denied: ['manage_ml'] });
    expect(await setup(stack, '--no-ml')).toMatchObject({ code: 0, err: '' });
  });

  test('wrong credentials are reported with the answer of the server', async () => {
    await using stack = await startStack({ credentials: 'ApiKey other' });
    const { code, err } = await setup(stack);
    expect([code, stack.writes]).toEqual([1, []]);
    expect(err).toContain('GET / was answered with 401: unable to authenticate');
    expect(err).not.toContain('aWQ6a2V5');
  });
});

describe('what the license does not have', () => {
  test('is skipped with one line each', async () => {
    await using stack = await startStack({ license: 'basic' });
    const { code, out } = await setup(stack);
    expect(code).toBe(0);
    expect(out).toContain('skipped    SLOs: the license is basic, and they need platinum\n');
    expect(out).toContain('skipped    ML jobs: the license is basic, and they need platinum\n');
    const space = stack.spaces.get('default')!;
    expect([space.slos.size, space.syncs]).toEqual([0, 0]);
    expect([...space.rules.keys()]).toContain('azure-openai-otel-spend');
    expect([...space.rules.keys()]).not.toContain('azure-openai-otel-anomalies');
  });
});

describe('--remove', () => {
  test('removes everything that setup made, and nothing else', async () => {
    await using stack = await startStack({ traces: ['traces-apm-default', 'traces-generic.otel-default'] });
    const other = { type: 'dashboard', id: 'mine', attributes: {}, references: [] };
    await setup(stack);
    const space = stack.spaces.get('default')!;
    space.objects.set('dashboard:mine', other);
    const { code, out } = await setup(stack, '--remove');
    expect(code).toBe(0);
    expect(Object.keys(results(out))).toEqual(['removed']);
    expect([...space.objects.keys()]).toEqual(['dashboard:mine']);
    expect([space.rules.size, space.slos.size, stack.cluster.things.size]).toEqual([0, 0, 0]);
  });

  test('removes what it can after the license has ended, and reports the SLOs that Kibana does not remove', async () => {
    await using stack = await startStack({ traces: ['traces-apm-default', 'traces-generic.otel-default'] });
    await setup(stack);
    const forbidden = { status: 403, body: { message: 'the license is basic' } };
    stack.intercept = ({ path }) => {
      if (path === '/_license') return { status: 200, body: { license: { type: 'basic', status: 'active' } } };
      if (path === '/api/alerting/rule_types') return { status: 200, body: [] };
      return /^\/api\/(?:observability\/slos|ml)\//.test(path) ? forbidden : undefined;
    };
    const { code, out } = await setup(stack, '--remove');
    const { slos: allSlos } = stack.spaces.get('default')!;
    expect([code, results(out)['failed']]).toEqual([1, allSlos.size]);
    expect(out.match(/^skipped .*/gm)).toBeNull();
    expect(out).toMatch(/failed +SLO azure-openai-otel-fast: .* was answered with 403: the license is basic/);
    const { objects, rules, slos } = stack.spaces.get('default')!;
    expect([objects.size, rules.size, stack.cluster.things.size]).toEqual([0, 0, 0]);
    expect(slos.size).toBeGreaterThan(0);
  });

  test('keeps a template that Elasticsearch does not give up, and removes the rest', async () => {
    await using stack = await startStack();
    await setup(stack);
    stack.intercept = ({ method, path }) =>
      method === 'DELETE' && path === '/_index_template/azure-openai-otel-logs'
        ? { status: 400, body: { error: { reason: 'in use by a data streams [logs-azure_openai.logs-default]' } } }
        : undefined;
    const { code, out } = await setup(stack, '--remove');
    expect([code, results(out)['failed']]).toEqual([1, 1]);
    expect(out).toContain('400: in use by a data streams [logs-azure_openai.logs-default]');
    expect([...stack.cluster.things.keys()]).toEqual(['/_index_template/azure-openai-otel-logs']);
  });

  test('reports what a serverless project has no API to remove', async () => {
    await using stack = await startStack({ version: '9.9.0', isServerless: true });
    await setup(stack);
    const { code, out } = await setup(stack, '--remove');
    expect(code).toBe(1);
    expect(out).toMatch(/failed +saved search azure-openai-otel-logs: .*delete it in Kibana: Stack Management/);
    const left = [...stack.spaces.get('default')!.objects.keys()].map((key) => key.split(':')[0]);
    expect([...new Set(left)].toSorted()).toEqual(['search', 'tag']);
  });
});

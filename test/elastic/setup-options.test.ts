import { describe, expect, test } from 'vitest';
import { file, run } from '../commands/support/command.ts';
import { startStack } from '../support/kibana/stack.ts';
import { results, setup } from './support/setup.ts';

describe('changes of users', () => {
  test('the actions of a rule and whether it is enabled stay', async () => {
    await using stack = await startStack();
    await setup(stack);
    const { rules } = stack.spaces.get('default')!;
    const actions = [{ id: 'mail', group: 'query matched', params: {}, connector_type_id: '.email' }];
    rules.set('azure-openai-otel-spend', { ...rules.get('azure-openai-otel-spend'), actions, enabled: false });
    expect(await setup(stack, '--check')).toMatchObject({ code: 0 });
    const settings = file('settings.json', { rules: { spendUsdPerHour: 7 } });
    const { out } = await setup(stack, '--settings', settings);
    expect(results(out)).toMatchObject({ updated: 1 });
    expect(rules.get('azure-openai-otel-spend')).toMatchObject({
      enabled: false,
      actions: [{ id: 'mail', group: 'query matched', params: {} }],
      params: { esqlQuery: { esql: expect.stringContaining('usd > 7') } },
    });
  });

  test.each(['9.2.0', '9.5.0'])('a dashboard that was changed differs on %s, and is made again', async (version) => {
    await using stack = await startStack({ version });
    await setup(stack);
    const { objects } = stack.spaces.get('default')!;
    const key = 'dashboard:azure-openai-otel-cost';
    const changed = JSON.parse(JSON.stringify(objects.get(key)).replaceAll('Cost per hour by model', 'Mine'));
    objects.set(key, changed);
    const check = await setup(stack, '--check');
    expect(check.code).toBe(1);
    expect(check.out).toMatch(/differs +dashboard azure-openai-otel-cost: \S*panels\S*5\S*title: is changed/);
    expect(results((await setup(stack)).out)).toMatchObject({ updated: 1 });
    expect(await setup(stack, '--check')).toMatchObject({ code: 0 });
  });
});

test('a Kibana that is too old is left as it is', async () => {
  await using stack = await startStack({ version: '8.17.3' });
  expect(await setup(stack)).toMatchObject({ code: 1, err: 'Kibana 8.19 or later is needed; nothing was changed.\n' });
  expect(stack.writes).toEqual([]);
});

describe('spaces and data', () => {
  test('everything of Kibana is made in the space of --space', async () => {
    await using stack = await startStack();
    await setup(stack, '--space', 'team');
    expect([...stack.spaces.keys()]).toEqual(['team']);
  });

  test('spans are expected where calls are, of two storages that have spans', async () => {
    await using stack = await startStack({ traces: ['traces-apm-default', 'traces-generic.otel-default'] });
    stack.intercept = ({ path, query }) => {
      if (!path.endsWith('/_field_caps')) return undefined;
      const name = query.get('fields')!;
      return { status: 200, body: { fields: path.includes('otel') ? { [name]: { keyword: {} } } : {} } };
    };
    expect((await setup(stack)).out).toContain('\nspans are stored as OpenTelemetry has them\n');
  });

  test('dashboards of calls exist for each storage that has spans', async () => {
    await using stack = await startStack({ traces: ['traces-generic.otel-default'] });
    await setup(stack, '--no-rules', '--no-ml', '--no-slos');
    const ids = [...stack.spaces.get('default')!.objects.keys()];
    expect(ids).toContain('dashboard:azure-openai-otel-cost-otel');
    expect(ids).not.toContain('dashboard:azure-openai-otel-cost');
  });

  test("an installed integration of Elastic's is mentioned", async () => {
    await using stack = await startStack({ hasIntegration: true });
    expect((await setup(stack)).out).toContain('its templates take precedence over ours');
  });

  test('an index that exists takes a new template at the next rollover, which a line says', async () => {
    await using stack = await startStack({ dataStreams: ['logs-azure_openai.logs-default'] });
    expect((await setup(stack)).out).toContain('POST /logs-azure_openai.logs-default/_rollover');
    expect((await setup(stack)).out).not.toContain('_rollover');
  });
});

describe('wrong options', () => {
  test.each([
    [['--check', '--remove'], 'exclude one another'],
    [['--space', 'My Space'], '--space must be'],
    [['--traces', 'both,apm'], '--traces must be apm, otel or both'],
    [['--chek'], 'Did you mean --check?'],
  ])('%j end with exit code 2', async (options, problem) => {
    const { code, err } = await run(['setup', 'elastic', ...options]);
    expect(code).toBe(2);
    expect(err).toContain(problem);
  });

  test.each([
    [{}, 'elasticsearch_hosts or elasticsearch_cloud_id is missing'],
    [{ ELASTICSEARCH_URL: 'http://127.0.0.1:1' }, '--kibana-url is missing'],
  ])('a missing URL ends with exit code 2: %j', async (env, problem) => {
    const { code, err } = await run(['setup', 'elastic'], env);
    expect(code).toBe(2);
    expect(err).toContain(problem);
  });

  test.each([
    [{ rules: { errorShare: 5 } }, 'rules.errorShare must be a share between 0 and 1'],
    [{ rules: { latency: 5 } }, 'there is no setting rules.latency'],
    [{ tenantAttribute: "x']" }, 'tenantAttribute must be a text such as "app.tenant"'],
    [{ tenantAttribute: 'app..tenant' }, 'tenantAttribute must be a text such as "app.tenant"'],
    [{ rules: { utilizationPercent: 8500 } }, 'rules.utilizationPercent must be at most 100'],
    [{ rules: { lagMinutes: 2000 } }, 'rules.lagMinutes must be at most 1380'],
  ])('the thresholds %j end with exit code 2', async (settings, problem) => {
    const { code, err } = await run(['setup', 'elastic', '--settings', file('wrong.json', settings)]);
    expect(code).toBe(2);
    expect(err).toContain(problem);
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Simulator, startSimulator } from '../../src/demo/simulator/index.ts';
import { type Ended, azureEnv, startNode } from '../support/run-app.ts';

const REPOSITORY = new URL('../../', import.meta.url);
const SPAN = 'span of another SDK: chat gpt-4.1-mini\n';

let simulator: Simulator;

beforeAll(async () => {
  simulator = await startSimulator();
});

afterAll(() => simulator.close());

function run(args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  return startNode(args, {
    ...azureEnv(simulator.url),
    ...env,
  }).ended;
}

const app = (name: string): string => `./test/fixtures/apps/${name}`;

const DOORS = [7, 6, 5].flatMap((major) => {
  const openai = major === 7 ? 'openai' : `openai${major}`;
  return [openai, `${openai}/azure`, `${openai}/client`, `${openai}/index`];
});

describe.concurrent('an SDK of the application without registered hooks', () => {
  test.each([...DOORS, 'openai/azure.mjs', 'openai/index.mjs', 'openai4', 'openai4/index', 'openai4/index.mjs'])(
    'without hooks, the SDK sees the calls of %s, imported',
    async (door) => {
      const ended = await run(['--import', app('own-sdk.mjs'), app('call-by-door.mjs')], { DOOR: door });
      expect(ended).toMatchObject({ code: 0, stdout: SPAN, stderr: '' });
    },
  );

  test.each([...DOORS, 'openai/azure.js', 'openai4', 'openai4/index'])(
    'without hooks, the SDK sees the calls of %s, required',
    async (door) => {
      const env = { DOOR: door, REQUIRE: '1' };
      const ended = await run(['--import', app('own-sdk.mjs'), app('call-by-door.mjs')], env);
      expect(ended).toMatchObject({ code: 0, stdout: SPAN, stderr: '' });
    },
  );

  test.each([
    ['imported', ''],
    ['required', '1'],
  ])('an openai that was %s before the SDK is reported once, with the solution', async (_, required) => {
    const { code, stdout, stderr } = await run([app('early.mjs')], { REQUIRE: required });
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr.trim().split('\n')).toEqual([
      expect.stringMatching(
        /^opentelemetry-instrumentation-azure-openai: openai sent a request to 127\.0\.0\.1 that cannot be traced/,
      ),
    ]);
    expect(stderr).toContain('node --import opentelemetry-instrumentation-azure-openai/register');
  });

  test.each([
    ['esm', true],
    ['cjs', true],
    ['cjs', false],
  ] as const)('an openai that is bundled as %s (minified: %s) is reported once', async (format, minify) => {
    const folder = mkdtempSync(join(tmpdir(), 'bundled-call-'));
    const outfile = join(folder, format === 'esm' ? 'call.mjs' : 'call.cjs');
    const source = "const { AzureOpenAI } = require('openai'); new AzureOpenAI().models.list().catch(() => {});";
    const stdin = { contents: source, resolveDir: REPOSITORY.pathname };
    await build({ stdin, outfile, format, minify, bundle: true, platform: 'node', logLevel: 'error' });
    const { stdout, stderr } = await run(['--import', app('own-sdk.mjs'), outfile]);
    rmSync(folder, { recursive: true });
    expect(stdout).toBe('');
    expect(stderr.trim().split('\n')).toEqual([expect.stringContaining('is bundled with the application')]);
  });

  test('an openai can be instrumented by hand where hooks are refused, as in jest', async () => {
    const refuse = `import nodeModule from 'node:module';
      nodeModule.registerHooks = () => { throw new Error('not supported'); }; nodeModule.syncBuiltinESMExports();`;
    const args = ['--import', `data:text/javascript,${encodeURIComponent(refuse)}`, app('early.mjs')];
    expect(await run(args, { BY_HAND: 'OpenAI' })).toMatchObject({ code: 0, stdout: SPAN, stderr: '' });
  });

  test.each(['the module', 'OpenAI', 'AzureOpenAI', 'default'])(
    'calls of an openai that was imported before the SDK are traced once %s is instrumented by hand',
    async (what) => {
      const ended = await run([app('early.mjs')], { BY_HAND: what });
      expect(ended).toMatchObject({ code: 0, stdout: SPAN, stderr: '' });
    },
  );
});

const SOCKET_DOORS = [
  'openai/resources/responses/ws',
  'openai/realtime/ws',
  'openai6/resources/responses/ws',
  'openai6/realtime/ws',
  'openai5/realtime/ws',
  'openai5/beta/realtime/ws',
  'openai4/beta/realtime/ws',
];

/** Returns the spans of the turn and its session. */
function socketSpans(door: string): string {
  const session = door.includes('realtime') ? 'realtime session gpt' : 'responses session';
  return ['chat gpt', session].map((name) => `span of another SDK: ${name}\n`).join('');
}

describe.concurrent('a turn over a socket', () => {
  test.each(
    SOCKET_DOORS.flatMap((door) => [
      { door, how: 'imported', REQUIRE: '' },
      { door, how: 'required', REQUIRE: '1' },
    ]),
  )('without hooks, a turn over a socket of $door, $how, is traced', async ({ door, REQUIRE }) => {
    const args = ['--import', app('own-sdk.mjs'), app('socket-by-door.mjs')];
    const ended = await run(args, { DOOR: door, REQUIRE });
    expect(ended).toMatchObject({ code: 0, stdout: socketSpans(door), stderr: '' });
  });

  test.each(
    SOCKET_DOORS.flatMap((door) => [
      { door, EARLY: 'client', REQUIRE: '' },
      { door, EARLY: 'client', REQUIRE: '1' },
      { door, EARLY: 'socket', REQUIRE: '' },
    ]),
  )(
    'a turn over a socket of $door that was loaded before the SDK is traced once the class of the $EARLY is instrumented by hand, REQUIRE=$REQUIRE',
    async (settings) => {
      const { door, ...env } = settings;
      const ended = await run([app('socket-by-door.mjs')], { DOOR: door, ...env });
      expect(ended).toMatchObject({ code: 0, stdout: socketSpans(door), stderr: '' });
    },
  );

  test.each(['', '1'])(
    'a turn over a socket is traced by hand in an application with source maps, REQUIRE=%j',
    async (REQUIRE) => {
      const door = 'openai/realtime/ws';
      const args = ['--enable-source-maps', app('socket-by-door.mjs')];
      const ended = await run(args, { DOOR: door, EARLY: 'client', REQUIRE });
      expect(ended).toMatchObject({ code: 0, stdout: socketSpans(door), stderr: '' });
    },
  );

  test('a turn over a socket is traced by an SDK that starts after ./hooks', async () => {
    const door = 'openai/resources/responses/ws';
    const args = ['--import', 'opentelemetry-instrumentation-azure-openai/hooks', app('socket-by-door.mjs')];
    const ended = await run(args, { DOOR: door, EARLY: 'hooks' });
    expect(ended).toMatchObject({ code: 0, stdout: socketSpans(door), stderr: '' });
  });
});

test('./hooks lets an SDK that starts later trace an openai that was imported before it', async () => {
  const ended = await run(['--import', 'opentelemetry-instrumentation-azure-openai/hooks', app('early.mjs')]);
  expect(ended).toMatchObject({ code: 0, stdout: SPAN, stderr: '' });
});

test('./hooks works beside hooks of import-in-the-middle that another tool limited to its own modules', async () => {
  const hooks = `import { register } from 'node:module';
      register('@opentelemetry/instrumentation/hook.mjs', '${new URL('../../', import.meta.url).href}', { data: { include: ['express'] } });`;
  const ended = await run(
    [
      '--no-warnings',
      '--import',
      `data:text/javascript,${encodeURIComponent(hooks)}`,
      '--import',
      app('own-sdk.mjs'),
      app('call-by-door.mjs'),
    ],
    { DOOR: 'openai' },
  );
  expect(ended).toMatchObject({ code: 0, stdout: SPAN, stderr: '' });
});

const traced = (channel: string): string =>
  `data:text/javascript,${encodeURIComponent(
    `import { subscribe } from 'node:diagnostics_channel'; subscribe('${channel}', () => {});`,
  )}`;

test.each([
  ['Datadog', traced('tracing:apm:openai:request:start'), 'DD_TRACE_OPENAI_ENABLED=false'],
  ['Sentry', traced('tracing:orchestrion:openai:chat:start'), 'Sentry.init({ integrations:'],
  ['Sentry', app('within-span.mjs?sentry'), 'Sentry.init({ integrations:'],
  ['@azure/ai-projects', app('within-span.mjs?ai-projects'), 'Leave tracingOptions out'],
])('the warning of another instrumentation names %s and its switch, once', async (name, other, advice) => {
  const args = ['--import', other, '--import', app('own-sdk.mjs'), app('call-by-door.mjs')];
  const { stdout, stderr } = await run(args, { DOOR: 'openai' });
  expect(stdout).toBe(SPAN);
  expect(stderr.trim().split('\n')).toEqual([expect.stringContaining(`azure-openai: ${name} traces openai too`)]);
  expect(stderr).toContain(advice);
});

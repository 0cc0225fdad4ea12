import { readFileSync } from 'node:fs';
import { AzureOpenAI, type APIError } from 'openai';
import { describe, expect, test } from 'vitest';
import { FAULTS } from '../../src/demo/simulator/index.ts';
import type { SimulateJson } from '../../src/demo/simulate.ts';
import { startNode, type RunningApp } from '../support/run-app.ts';
import { catchError } from './simulator/support.ts';

const CLI = new URL('../../dist/cli.js', import.meta.url).pathname;
const page = readFileSync(new URL('../../docs/simulator.md', import.meta.url), 'utf8');
const REQUEST = { model: 'gpt-4o', messages: [{ role: 'user' as const, content: 'What is a span?' }] };

function simulate(...args: string[]): RunningApp {
  return startNode([CLI, 'simulate', ...args], {});
}

/** A simulator with `--json`, and a client that its variables lead there. */
async function withClient(...args: string[]): Promise<{ app: RunningApp; ready: SimulateJson; client: AzureOpenAI }> {
  const app = simulate('--port', '0', '--json', ...args);
  const ready = JSON.parse(await app.wrote('\n')) as SimulateJson;
  const { AZURE_OPENAI_ENDPOINT: endpoint, AZURE_OPENAI_API_KEY: apiKey, OPENAI_API_VERSION: apiVersion } = ready.env;
  return { app, ready, client: new AzureOpenAI({ endpoint, apiKey, apiVersion, maxRetries: 0 }) };
}

async function readStatus(answer: Promise<unknown>): Promise<number | undefined> {
  return answer.then(
    () => 200,
    (error: APIError) => error.status,
  );
}

describe('azure-openai-otel simulate', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)(
    'simulate prints the variables and the deployments, answers, and ends at %s with exit code 0',
    async (signal) => {
      const app = simulate('--port', '0');
      await app.wrote('--help lists the faults');
      app.child.kill(signal);
      const { code, stdout, stderr } = await app.ended;
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout).toMatch(/^export AZURE_OPENAI_ENDPOINT=http:\/\/127\.0\.0\.1:\d+$/m);
      expect(stdout).toMatch(/^export AZURE_OPENAI_API_KEY=simulated$/m);
      expect(stdout).toMatch(/^export OPENAI_API_VERSION=2024-10-21$/m);
      expect(stdout).toMatch(/^ {2}gpt-4o +gpt-4o-2024-11-20$/m);
      expect(stdout).toMatch(/^ {2}throttled +gpt-4o-mini-2024-07-18: 429 for every call$/m);
    },
  );

  test('simulate prints one line of JSON when it is ready, with variables that a client can use', async () => {
    const { app, ready, client } = await withClient();
    const answer = await client.chat.completions.create(REQUEST);
    expect(answer.model).toBe('gpt-4o-2024-11-20');
    app.child.kill('SIGTERM');
    const { code, stdout, stderr } = await app.ended;
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: `${JSON.stringify(ready)}\n`, stderr: '' });
    expect(ready.url).toBe(`http://127.0.0.1:${ready.port}`);
  });

  test('simulate has deployments with the documented behaviour, and ends while one is silent', async () => {
    const { app, ready, client } = await withClient();
    const ask = (model: string, maxRetries = 0): Promise<number | undefined> =>
      readStatus(client.chat.completions.create({ ...REQUEST, model }, { maxRetries }));
    expect(await ask('busy')).toBe(429);
    expect(await ask('busy', 1)).toBe(200);
    expect(await ask('throttled')).toBe(429);
    expect(await ask('failing')).toBe(500);
    expect(await ask('filtered')).toBe(400);
    expect(await ask('no-such-one')).toBe(404);
    const reading = (async () => {
      const stream = await client.chat.completions.create({ ...REQUEST, model: 'flaky', stream: true });
      for await (const _chunk of stream);
    })();
    await expect(reading).rejects.toThrow();
    const silent = catchError(client.chat.completions.create({ ...REQUEST, model: 'silent' }));
    expect(ready.deployments.find(({ name }) => name === 'silent')?.does).toBe('never answers');
    app.child.kill('SIGINT');
    expect((await silent).constructor.name).toBe('APIConnectionError');
    expect((await app.ended).code).toBe(0);
  });

  test('simulate takes a key, deployments, faults and a seed', async () => {
    const answers: (string | null | undefined)[] = [];
    for (const seed of ['one', 'one', 'two']) {
      const options = [
        '--api-key',
        'the key',
        '--deployment',
        'mine=o3-2025-04-16',
        '--fault',
        'server_error; every=2',
      ];
      const { app, client } = await withClient(...options, '--seed', seed);
      const answer = await client.chat.completions.create({ ...REQUEST, model: 'mine' });
      expect(answer.model).toBe('o3-2025-04-16');
      answers.push(answer.choices[0]?.message.content);
      expect(await readStatus(client.chat.completions.create({ ...REQUEST, model: 'mine' }))).toBe(500);
      const stranger = client.withOptions({ apiKey: 'another' });
      expect(await readStatus(stranger.chat.completions.create(REQUEST))).toBe(401);
      app.child.kill('SIGTERM');
      await app.ended;
    }
    expect(answers[0]).toBe(answers[1]);
    expect(answers[0]).not.toBe(answers[2]);
  });

  test('simulate ends with one line and exit code 1 if it cannot listen', async () => {
    const { app, ready } = await withClient();
    expect(await simulate('--port', String(ready.port)).ended).toEqual({
      code: 1,
      signal: null,
      stdout: '',
      stderr:
        `azure-openai-otel simulate: 127.0.0.1:${ready.port} is in use. ` +
        'Choose another port with --port, or a free one with --port 0.\n',
    });
    app.child.kill('SIGTERM');
    await app.ended;
    const { code, stderr } = await simulate('--host', '192.0.2.1').ended;
    expect([code, stderr]).toEqual([
      1,
      'azure-openai-otel simulate: 192.0.2.1:4747 cannot be listened on: EADDRNOTAVAIL.\n',
    ]);
  });

  test.each([
    [['--port', '65536'], '--port must be a whole number from 0 to 65535, not "65536".'],
    [['--fault', 'sever_error'], '--fault: no fault "sever_error", only rate_limit, '],
    [
      ['--fault', 'server_error; each=2'],
      '--fault: "each=2" is not every=…, retryAfterMs=…, afterChunks=… or attempts=…',
    ],
    [['--fault', 'server_error; every=0'], '--fault: every=… must be 1 or more.'],
    [['--deployment', 'mine'], '--deployment must be <name>=<model>, not "mine".'],
    [['--jitter', '2'], '--jitter must be from 0 to 1, not "2".'],
    [['--latency', '5'], '--latency is no option.'],
  ])('simulate refuses %j with exit code 2', async (args, problem) => {
    const { code, stdout, stderr } = await simulate(...args).ended;
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`azure-openai-otel simulate: ${problem}`);
  });

  test('simulate listens on every address with --host 0.0.0.0', async () => {
    const { app, ready } = await withClient('--host', '0.0.0.0');
    expect(ready.url).toBe(`http://127.0.0.1:${ready.port}`);
    expect((await fetch(`${ready.url}/openai/v1/models`)).headers.get('x-simulated')).not.toBeNull();
    app.child.kill('SIGTERM');
    await app.ended;
  });
});

test('the example of docs/simulator.md prints the output of the page', async () => {
  const [, code = '', output] =
    /```js\n(\/\/ ask\.mjs\n[^]*?)```\n\n```\n\$ node ask\.mjs\n([^]*?)```/.exec(page) ?? [];
  const { app, ready } = await withClient();
  const { stdout, stderr } = await startNode(['--input-type=module', '--eval', code], { ...ready.env }).ended;
  expect({ stdout, stderr }).toEqual({ stdout: output, stderr: '' });
  app.child.kill('SIGTERM');
  await app.ended;
});

test('docs/simulator.md has every fault, deployment and option', async () => {
  const { app, ready } = await withClient();
  app.child.kill('SIGTERM');
  const { stdout: help } = await simulate('--help').ended;
  const options = [...help.matchAll(/^ {2}(?:-h, )?(--[a-z-]+)/gm)].map(([, option]) => option!);
  expect(options).toContain('--jitter');
  for (const name of [...Object.keys(FAULTS), ...ready.deployments.map(({ name }) => name), ...options])
    expect(page.includes(name), name).toBe(true);
});

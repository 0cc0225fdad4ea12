import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Simulator, startSimulator } from '../../src/demo/simulator/index.ts';
import type { ReceivedSpan } from '../../src/receiver/telemetry.ts';
import { REPOSITORY } from '../client/column.ts';
import { type OtlpReceiver, startOtlpReceiver } from '../support/otlp-receiver.ts';
import { azureEnv } from '../support/run-app.ts';

const exec = promisify(execFile);

let folder: string;
let tarball: string;
let simulator: Simulator;
let receiver: OtlpReceiver;
let spans: ReceivedSpan[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ai-sdk-'));
  const { stdout } = await exec('npm', ['pack', '--json', '--pack-destination', folder, REPOSITORY], { cwd: folder });
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
  tarball = join(folder, filename);
  simulator = await startSimulator();
  receiver = await startOtlpReceiver((received) => void spans.push(...(received.spans ?? [])));
}, 60_000);

afterAll(async () => {
  await receiver.close();
  await simulator.close();
  await rm(folder, { recursive: true });
});

test.each([
  [5, 2],
  [6, 3],
  [7, 4],
])('the example with the AI SDK %i has a span with a cost for each call', { timeout: 300_000 }, async (ai, azure) => {
  spans = [];
  const app = join(folder, String(ai));
  await cp(`${REPOSITORY}examples/ai-sdk`, app, { recursive: true });
  const packages = [`ai@${ai}`, `@ai-sdk/azure@${azure}`, 'zod@4', '@opentelemetry/sdk-node'];
  await exec('npm', ['install', '--no-audit', '--no-fund', '--prefix', app, ...packages, tarball]);
  const args = ['--import', 'opentelemetry-instrumentation-azure-openai/register', 'app.mjs'];
  const env = { ...process.env, ...azureEnv(simulator.url), OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url };
  const { stdout, stderr } = await exec(process.execPath, args, { cwd: app, env, timeout: 60_000 });
  expect(stderr).toBe('');
  expect(stdout.trim().split('\n')).toHaveLength(2);

  const calls = spans.filter(({ name }) => name === 'chat gpt-4o');
  expect(calls.map(({ attributes }) => attributes['gen_ai.request.stream'])).toEqual([undefined, true]);
  for (const [index, { attributes, scope }] of calls.entries()) {
    const { usage } = simulator.ledger.calls.at(index - 2)!;
    expect(scope.name).toBe('opentelemetry-instrumentation-azure-openai');
    expect(attributes).toMatchObject({
      'gen_ai.response.model': 'gpt-4o-2024-11-20',
      'gen_ai.response.finish_reasons': ['stop'],
      cost: expect.any(Number),
      response: expect.stringContaining('chat.completion'),
    });
    expect(attributes['gen_ai.usage.input_tokens']).toBe(usage?.prompt);
  }
});

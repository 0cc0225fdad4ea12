import { expect, test } from 'vitest';
import { startSimulator } from '../../../src/demo/simulator/index.ts';
import { createClient, catchError, says } from './support.ts';

const model = 'gpt-4o-2024-11-20';

async function readHeaders(call: { asResponse(): Promise<Response> }): Promise<(name: string) => string | null> {
  const { headers } = await call.asResponse();
  return (name) => headers.get(name);
}

test('the rate limit counts down, and its window restarts when it is used up', async () => {
  const deployments = { small: { model, capacity: { requests: 2, tokens: 1000 } } };
  await using simulator = await startSimulator({ deployments });
  const client = createClient(simulator);
  const remaining = [];
  for (let call = 0; call < 3; call += 1) {
    const header = await readHeaders(client.chat.completions.create({ model: 'small', messages: says('Hi') }));
    expect(header('x-ratelimit-limit-tokens')).toBe('1000');
    remaining.push(header('x-ratelimit-remaining-requests'));
  }
  expect(remaining).toEqual(['1', '0', '1']);
});

test('provisioned capacity has no rate-limit headers', async () => {
  await using simulator = await startSimulator({ deployments: { ptu: { model, capacity: 'provisioned' } } });
  const header = await readHeaders(
    createClient(simulator).chat.completions.create({ model: 'ptu', messages: says('Hi') }),
  );
  expect([header('x-ratelimit-limit-requests'), header('x-ms-region')]).toEqual([null, 'East US 2']);
});

test('a call over the limit spills over, and its headers name the first deployment', async () => {
  const faults = [{ every: 1, kind: 'rate_limit' as const }];
  const ptu = { model, capacity: 'provisioned' as const, faults, spilloverTo: 'standard' };
  await using simulator = await startSimulator({ deployments: { ptu, standard: { model } } });
  const header = await readHeaders(
    createClient(simulator).chat.completions.create({ model: 'ptu', messages: says('Hi') }),
  );
  expect(header('x-ms-is-spilled-over')).toBe('true');
  expect(header('x-ms-deployment-name')).toBe('standard');
  expect(header('x-ms-spillover-from-deployment')).toBe('ptu');
});

test('a deployment cannot spill over to one that does not exist', async () => {
  const error = await catchError(startSimulator({ deployments: { ptu: { model, spilloverTo: 'nowhere' } } }));
  expect(error.message).toContain('nowhere');
});

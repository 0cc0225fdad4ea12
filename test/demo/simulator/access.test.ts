import { expect, test } from 'vitest';
import { startSimulator } from '../../../src/demo/simulator/index.ts';
import { post, says } from './support.ts';

const DATED = '/openai/deployments/gpt-4o/chat/completions';
const V1 = '/openai/v1/chat/completions';
const VERSION = '?api-version=2024-10-21';
const body = { model: 'gpt-4o', messages: says('Hello') };

test.each([
  ['an api-key', { 'api-key': 'secret' }, 200],
  ['the key as a bearer token', { authorization: 'Bearer secret' }, 200],
  ['a wrong api-key', { 'api-key': 'guess' }, 401],
  ['a wrong bearer token', { authorization: 'Bearer guess' }, 401],
  ['nothing', {}, 401],
])('a client with %s gets %o: %i', async (_, headers, status) => {
  await using simulator = await startSimulator({ apiKey: 'secret' });
  expect((await post(simulator, DATED + VERSION, body, headers)).status).toBe(status);
});

test.each([
  ['a dated path with its api-version', DATED + VERSION, 200],
  ['a double slash, as older clients leave it', `//openai${DATED.slice('/openai'.length)}${VERSION}`, 200],
  ['a preview version', `${DATED}?api-version=2025-03-01-preview`, 200],
  ['a dated path without api-version', DATED, 404],
  ['an api-version that is not a date', `${DATED}?api-version=latest`, 404],
  ['the v1 path, without api-version', V1, 200],
  ['an unknown operation', `/openai/deployments/gpt-4o/poems${VERSION}`, 404],
])('%s (%s) answers %i', async (_, path, status) => {
  await using simulator = await startSimulator();
  const response = await post(simulator, path, body);
  expect(response.status).toBe(status);
  if (status === 404) expect(await response.json()).toEqual({ error: { code: '404', message: 'Resource not found' } });
});

test('a deployment that does not exist is reported on both paths', async () => {
  await using simulator = await startSimulator();
  for (const path of [`/openai/deployments/none/chat/completions${VERSION}`, V1]) {
    const response = await post(simulator, path, { ...body, model: 'none' });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error: { code: 'DeploymentNotFound' } });
  }
});

test('a simulator without a key of its own requires any key', async () => {
  await using simulator = await startSimulator();
  expect((await post(simulator, DATED + VERSION, body, {})).status).toBe(401);
  expect((await post(simulator, DATED + VERSION, body, { authorization: 'Bearer anything' })).status).toBe(200);
});

test('a body that is not JSON is a bad request', async () => {
  await using simulator = await startSimulator();
  const response = await post(simulator, DATED + VERSION, '{"messages": [');
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error: { message: expect.stringContaining('JSON body') } });
});

test('the path names the deployment, whatever model the body names', async () => {
  await using simulator = await startSimulator();
  const response = await post(simulator, DATED + VERSION, { ...body, model: 'gpt-35-turbo' });
  expect(await response.json()).toMatchObject({ model: 'gpt-4o-2024-11-20' });
});

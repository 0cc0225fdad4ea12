import { expect, test, vi } from 'vitest';
import { startApp } from '../../src/demo/app-process.ts';
import { azureEnv } from '../support/run-app.ts';

const never = new AbortController().signal;

test('an app that does not start is reported with its output', async () => {
  const { AZURE_OPENAI_API_KEY: _, ...env } = process.env;
  const app = await startApp({ ...env, OPENAI_API_VERSION: '2024-10-21', OTEL_SDK_DISABLED: 'true' }, undefined, never);
  expect(app).toMatchObject({
    problem: 'The Express example ended with exit code 1.',
    output: expect.stringContaining('Missing credentials'),
  });
});

test('an app that is cancelled while it starts is ended', { timeout: 30_000 }, async () => {
  const env = { ...process.env, ...azureEnv('http://127.0.0.1:1'), PORT: '0', OTEL_SDK_DISABLED: 'true' };
  const app = await startApp(env, undefined, AbortSignal.abort());
  expect(app).toHaveProperty('problem', 'The Express example was stopped while it started.');
  await vi.waitUntil(() => !process.getActiveResourcesInfo().includes('ProcessWrap'), { timeout: 20_000 });
});

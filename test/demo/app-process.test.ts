import { expect, test } from 'vitest';
import { startApp } from '../../src/demo/app-process.ts';

const never = new AbortController().signal;

test('an app that does not start is reported with its output', async () => {
  const { AZURE_OPENAI_API_KEY: _, ...env } = process.env;
  const app = await startApp({ ...env, OPENAI_API_VERSION: '2024-10-21', OTEL_SDK_DISABLED: 'true' }, undefined, never);
  expect(app).toMatchObject({
    problem: 'The Express example ended with exit code 1.',
    output: expect.stringContaining('Missing credentials'),
  });
});

test('an app that is cancelled while it starts is ended', async () => {
  const signal = AbortSignal.abort();
  expect(await startApp({ ...process.env }, undefined, signal)).toHaveProperty('problem');
});

import { createRequire } from 'node:module';
import type * as api from '@opentelemetry/api';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import * as openai from 'openai';
import { expect, test } from 'vitest';
import { AzureOpenAIInstrumentation } from '../../src/index.ts';

const require = createRequire(import.meta.url);
/** A copy of the API 1.9, as distributions bring it. */
const older = require(
  require.resolve('@opentelemetry/api', { paths: [require.resolve('elasticsearch8')] }),
) as typeof api;

test('an SDK that is registered with an API too old for the installed one is reported once, to its own logger', async () => {
  const reports: string[] = [];
  const log = (...args: unknown[]): void => void reports.push(args.join(' '));
  older.diag.setLogger({ error: log, warn: log, info: log, debug: log, verbose: log });
  older.trace.setGlobalTracerProvider(new TracerProvider() as unknown as api.TracerProvider);
  new AzureOpenAIInstrumentation().manuallyInstrument(openai);
  const client = new openai.AzureOpenAI({
    endpoint: 'https://my-resource.openai.azure.com',
    apiKey: 'key',
    apiVersion: '2024-10-21',
    fetch: async () => Response.json({ id: 'chatcmpl-1', choices: [] }),
  });
  for (let call = 0; call < 2; call += 1) await client.chat.completions.create({ model: 'mini', messages: [] });
  const version = /1\.9\.\d+/.exec(reports.join())?.[0];
  expect(reports.filter((report) => report.includes('cannot use'))).toEqual([
    `opentelemetry-instrumentation-azure-openai an SDK is registered with @opentelemetry/api ${version}, which the ` +
      `installed version cannot use, so nothing is recorded. Run:\n  npm install @opentelemetry/api@${version}`,
  ]);
});

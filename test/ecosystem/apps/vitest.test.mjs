// A test in vitest, which may load packages by itself: no hook sees them.
import { trace } from '@opentelemetry/api';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { AzureOpenAI } from 'openai';
import { AzureOpenAIInstrumentation } from 'opentelemetry-instrumentation-azure-openai';
import { afterAll, expect, test } from 'vitest';

const instrumentation = new AzureOpenAIInstrumentation();
const sdk = new NodeSDK({ instrumentations: [instrumentation] });
sdk.start();
instrumentation.manuallyInstrument(AzureOpenAI);

afterAll(() => sdk.shutdown());

test('a call', () =>
  trace.getTracer('app').startActiveSpan('app', async (span) => {
    const messages = [{ role: 'user', content: 'Say hello' }];
    const { model } = await new AzureOpenAI().chat.completions.create({ model: 'gpt-4.1-mini', messages });
    expect(model).toBe('gpt-4.1-mini-2025-04-14');
    span.end();
  }));

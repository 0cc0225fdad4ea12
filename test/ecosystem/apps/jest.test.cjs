// A test in jest, which has its own modules: no hook sees them.
const { trace } = require('@opentelemetry/api');
const { NodeSDK } = require('@opentelemetry/sdk-node');
const { AzureOpenAI } = require('openai');
const { AzureOpenAIInstrumentation } = require('opentelemetry-instrumentation-azure-openai');

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

import { context, logs, metrics, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import * as openai from 'openai';
import { expect, test, vi } from 'vitest';
import { startSimulator } from '../../src/demo/simulator/index.ts';
import { AzureOpenAIInstrumentation } from '../../src/index.ts';
import { startMetrics } from '../support/metrics.ts';

// The base class is older than the SDK: it is CommonJS, with another copy of the API than the imported one, and looks
// for loggers where SDK 3 does not register them.
test('an instrumentation that is registered before the SDK sends spans, metrics and events to it', async () => {
  const instrumentation = new AzureOpenAIInstrumentation({ captureMessageContent: 'event' });
  registerInstrumentations({ instrumentations: [instrumentation] });
  instrumentation.manuallyInstrument(openai);

  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const spans = new InMemorySpanExporter();
  trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: spans })] }));
  const { provider, read } = startMetrics();
  metrics.setGlobalMeterProvider(provider);
  const events = new InMemoryLogRecordExporter();
  logs.setGlobalLoggerProvider(
    new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter: events })] }),
  );

  const simulator = await startSimulator();
  const client = new openai.AzureOpenAI({ endpoint: simulator.url, apiKey: 'key', apiVersion: '2024-10-21' });
  await client.chat.completions.create({ model: 'gpt-4.1-mini', messages: [{ role: 'user', content: 'Say hello' }] });
  await simulator.close();

  expect(spans.getFinishedSpans().map(({ name }) => name)).toEqual(['chat gpt-4.1-mini']);
  expect(await read()).toHaveProperty(['gen_ai.client.operation.duration']);
  expect(events.getFinishedLogRecords().map(({ eventName }) => eventName)).toEqual([
    'gen_ai.client.inference.operation.details',
  ]);
});

test('an invalid option is reported on the standard error before an SDK has set a logger', () => {
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  new AzureOpenAIInstrumentation({ prices: '/no/such/file.json', budgets: [{ per: 'hour', usd: 0 }] }).disable();
  const reports = write.mock.calls.map(([text]) => String(text));
  write.mockRestore();
  expect(reports).toEqual([
    expect.stringMatching(/^opentelemetry-instrumentation-azure-openai: the option prices is ignored: .* ENOENT/),
    expect.stringMatching(/^opentelemetry-instrumentation-azure-openai: budgets\[0\] is ignored: usd must be/),
  ]);
});

// One part of an application for bundled.test.ts, which bundles it by itself: it starts the SDK, and when the process ends
// it prints the names of the spans, as JSON.
import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { AzureOpenAIInstrumentation } from 'opentelemetry-instrumentation-azure-openai';

context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
const exporter = new InMemorySpanExporter();
trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }));
const instrumentation = new AzureOpenAIInstrumentation();
registerInstrumentations({ instrumentations: [instrumentation] });
// For the other part, as docs/nextjs.md recommends.
Object.assign(globalThis, { instrumentation });

process.once('beforeExit', () => {
  process.stdout.write(JSON.stringify(exporter.getFinishedSpans().map(({ name }) => name)));
});

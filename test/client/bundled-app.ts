// An application that bundled.test.ts bundles with all of its imports, so that module hooks see nothing.
// Usage: node <bundle> <endpoint>
import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import OpenAI, { AzureOpenAI } from 'openai';
import { AzureOpenAIInstrumentation } from 'opentelemetry-instrumentation-azure-openai';

/** The output of the application, as JSON. */
export interface Output {
  spans: { name: string; attributes: Record<string, unknown> }[];
  /** The names that the bundler gave the classes of errors. */
  errorClasses: string[];
}

context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
const exporter = new InMemorySpanExporter();
trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }));
const instrumentation = new AzureOpenAIInstrumentation();
instrumentation.manuallyInstrument(OpenAI);
instrumentation.manuallyInstrument(OpenAI);

void main(process.argv[2]!);

// No top-level await, which a CommonJS bundle cannot have.
async function main(endpoint: string): Promise<void> {
  const client = new AzureOpenAI({ endpoint, apiKey: 'key', apiVersion: '2024-10-21', maxRetries: 0 });
  const messages = [{ role: 'user', content: 'Say hello' } as const];
  const results = await Promise.allSettled([
    client.chat.completions.create({ model: 'plain', messages }),
    client.chat.completions.create({ model: 'nowhere', messages }),
    client.chat.completions.create({ model: 'silent', messages }, { timeout: 200 }),
  ]);
  const errors = results.map((result) => (result.status === 'rejected' ? (result.reason as Error) : undefined));
  const errorClasses = errors.flatMap((error) => error?.constructor.name ?? []);
  const spans = exporter.getFinishedSpans().map(({ name, attributes }) => ({ name, attributes }));
  process.stdout.write(JSON.stringify({ spans, errorClasses } satisfies Output));
}

// The other part of an application for bundled.test.ts: it has `openai`, and copies of all else that bundled-sdk.ts has.
// Usage: node --require <bundle of bundled-sdk.ts> <bundle> <endpoint> <own, both or none: which instances instrument it>
import OpenAI, { AzureOpenAI } from 'openai';
import { AzureOpenAIInstrumentation } from 'opentelemetry-instrumentation-azure-openai';

const { instrumentation } = globalThis as { instrumentation?: AzureOpenAIInstrumentation };
const [endpoint, way] = process.argv.slice(2);

// Twice, as a development server evaluates the module.
for (let times = 0; times < 2; times += 1) {
  if (way !== 'none') new AzureOpenAIInstrumentation().manuallyInstrument(OpenAI);
  if (way === 'both') instrumentation?.manuallyInstrument(OpenAI);
}

const client = new AzureOpenAI({ endpoint: endpoint!, apiKey: 'key', apiVersion: '2024-10-21', maxRetries: 0 });
void main();

async function main(): Promise<void> {
  await client.chat.completions.create({ model: 'plain', messages: [{ role: 'user', content: 'Say hello' }] });
}

// An app that calls the simulated Azure OpenAI for two tenants until it is stopped.
//
// Usage: compose.yaml runs it. By hand, with the environment that compose.yaml has:
//   node --import opentelemetry-instrumentation-azure-openai/register app.mjs
import { setTimeout } from 'node:timers/promises';
import { AzureOpenAI } from 'openai';
import { withAttributes } from 'opentelemetry-instrumentation-azure-openai';

const client = new AzureOpenAI();
const DEPLOYMENTS = ['gpt-4o', 'gpt-4.1-mini', 'busy', 'filtered', 'failing', 'brand-new'];
const TENANTS = ['acme', 'globex'];

async function ask(model) {
  const messages = [{ role: 'user', content: 'What is a span?' }];
  const options = { stream: true, stream_options: { include_usage: true } };
  try {
    const stream = await client.chat.completions.create({ model, messages, ...options }, { maxRetries: 1 });
    for await (const _ of stream);
    console.log(`${model}: answered`);
  } catch (error) {
    console.log(`${model}: ${error.status ?? error.message}`);
  }
}

for (let call = 0; ; call += 1) {
  const tenant = TENANTS[call % TENANTS.length];
  await withAttributes({ 'app.tenant': tenant }, () => ask(DEPLOYMENTS[call % 11] ?? 'gpt-4o'));
  await setTimeout(500);
}

// A call and a stream of a client that may be bundled.
import { AzureOpenAI } from 'openai';
import { within } from './within.mjs';

globalThis.azureOpenAIInstrumentation?.manuallyInstrument(AzureOpenAI);

void within(async () => {
  const client = new AzureOpenAI();
  const request = { model: 'gpt-4.1-mini', messages: [{ role: 'user', content: 'Say hello' }] };
  const completion = await client.chat.completions.create(request);
  const chunks = [];
  for await (const chunk of await client.chat.completions.create({ ...request, stream: true })) chunks.push(chunk);
  return [completion, chunks];
});

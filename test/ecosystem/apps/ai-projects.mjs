// The client of a project in Microsoft Foundry. With TRACING, the package's own experimental spans are on.
import './azure-hosts.mjs';
import { AIProjectClient } from '@azure/ai-projects';
import { within } from './within.mjs';

const { TRACING } = process.env;
const credential = { getToken: async () => ({ token: 'key', expiresOnTimestamp: Date.now() + 3_600_000 }) };
const project = new AIProjectClient('https://my-resource.services.ai.azure.com/api/projects/my-project', credential, {
  ...(TRACING && { tracingOptions: {} }),
});
const model = 'gpt-4.1-mini';

await within(async () => {
  const client = await project.getOpenAIClient();
  const messages = [{ role: 'user', content: 'Say hello' }];
  const answer = await client.responses.create({ model, input: 'Say hello' });
  const events = [];
  for await (const event of await client.responses.create({ model, input: 'Say hello', stream: true }))
    events.push(event);
  const completion = await client.chat.completions.create({ model, messages });
  const chunks = [];
  for await (const chunk of await client.chat.completions.create({ model, messages, stream: true })) chunks.push(chunk);
  return [answer, events, completion, chunks];
});

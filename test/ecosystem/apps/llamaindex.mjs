// LlamaIndex: chat, stream, a tool and embeddings. On Azure by its base URL.
import { OpenAI, OpenAIEmbedding } from '@llamaindex/openai';
import { tool } from '@llamaindex/core/tools';
import { z } from 'zod';
import './azure-hosts.mjs';
import { within } from './within.mjs';

const azure = { apiKey: 'key', baseURL: 'https://my-resource.openai.azure.com/openai/v1' };
const llm = new OpenAI({ ...azure, model: 'gpt-4.1-mini' });
const embedding = new OpenAIEmbedding({ ...azure, model: 'text-embedding-3-small' });
const messages = [{ role: 'user', content: 'How is the weather in Paris?' }];
const weather = tool({
  name: 'weather',
  description: 'The weather of a city',
  parameters: z.object({ city: z.string() }),
  execute: ({ city }) => `Sunny in ${city}`,
});

await within(async () => {
  const answer = await llm.chat({ messages });
  const deltas = [];
  for await (const { delta } of await llm.chat({ messages, stream: true })) deltas.push(delta);
  const called = await llm.chat({ messages, tools: [weather] });
  const vector = await embedding.getTextEmbedding('One');
  return [answer.message, deltas, called.message, vector.length];
});

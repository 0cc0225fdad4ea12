// LangChain: chat, stream, tools, structured output and embeddings. Prints what the application sees.
import { tool } from '@langchain/core/tools';
import { AzureChatOpenAI, AzureOpenAIEmbeddings } from '@langchain/openai';
import { z } from 'zod';
import { within } from './within.mjs';

const azure = {
  azureOpenAIBasePath: `${process.env.AZURE_OPENAI_ENDPOINT}/openai/deployments`,
  azureOpenAIApiKey: process.env.AZURE_OPENAI_API_KEY,
  azureOpenAIApiVersion: process.env.OPENAI_API_VERSION,
};
const model = new AzureChatOpenAI({ ...azure, azureOpenAIApiDeploymentName: 'gpt-4.1-mini' });
const embeddings = new AzureOpenAIEmbeddings({
  ...azure,
  azureOpenAIApiEmbeddingsDeploymentName: 'text-embedding-3-small',
});
const weather = tool(({ city }) => `Sunny in ${city}`, {
  name: 'weather',
  description: 'The weather of a city',
  schema: z.object({ city: z.string() }),
});

await within(async () => {
  const answer = await model.invoke('Say hello');
  const chunks = [];
  for await (const chunk of await model.stream('Say hello')) chunks.push(chunk.content);
  const { tool_calls: toolCalls } = await model
    .bindTools([weather], { tool_choice: 'weather' })
    .invoke('How is the weather in Paris?');
  const structured = await model.withStructuredOutput(z.object({ joke: z.string() })).invoke('Tell a joke');
  const vectors = await embeddings.embedDocuments(['One', 'Two']);
  return [answer.content, answer.usage_metadata, chunks, toolCalls, structured, vectors.map(({ length }) => length)];
});

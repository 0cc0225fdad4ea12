// LangChain on Azure OpenAI: an answer with a tool, streamed. It knows nothing of OpenTelemetry.
//
// Usage:
//   npm install
//   export AZURE_OPENAI_ENDPOINT=https://my-resource.openai.azure.com
//   export AZURE_OPENAI_API_KEY=...
//   export AZURE_OPENAI_DEPLOYMENT=gpt-4.1-mini
//   export OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4318
//   node --import opentelemetry-instrumentation-azure-openai/register app.mjs
import { HumanMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { AzureChatOpenAI } from '@langchain/openai';
import { z } from 'zod';

const model = new AzureChatOpenAI({
  azureOpenAIEndpoint: process.env.AZURE_OPENAI_ENDPOINT,
  azureOpenAIApiKey: process.env.AZURE_OPENAI_API_KEY,
  azureOpenAIApiDeploymentName: process.env.AZURE_OPENAI_DEPLOYMENT ?? 'gpt-4.1-mini',
  azureOpenAIApiVersion: process.env.OPENAI_API_VERSION ?? '2024-10-21',
});

const weather = tool(({ city }) => `Sunny in ${city}.`, {
  name: 'weather',
  description: 'The weather of a city',
  schema: z.object({ city: z.string() }),
});

// The first call chooses the tool, the second one streams the answer. Each is a span with its tokens and cost.
const messages = [new HumanMessage('How is the weather in Paris?')];
const choice = await model.bindTools([weather], { tool_choice: 'weather' }).invoke(messages);
messages.push(choice, ...(await Promise.all(choice.tool_calls.map((call) => weather.invoke(call)))));
for await (const chunk of await model.stream(messages)) process.stdout.write(chunk.text);
process.stdout.write('\n');

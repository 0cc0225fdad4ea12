// The OpenAI Agents SDK on Azure OpenAI: an agent with a tool. Each request to the model is a span.
//
// Usage:
//   npm install
//   export AZURE_OPENAI_ENDPOINT=https://my-resource.openai.azure.com
//   export AZURE_OPENAI_API_KEY=...
//   export AZURE_OPENAI_DEPLOYMENT=gpt-4.1-mini
//   export OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4318
//   node --import opentelemetry-instrumentation-azure-openai/register app.mjs
import { Agent, OpenAIResponsesModel, run, setTracingDisabled, tool } from '@openai/agents';
import { trace } from '@opentelemetry/api';
import { AzureOpenAI } from 'openai';
import { z } from 'zod';

// The SDK's own traces go to OpenAI, which has no key here.
setTracingDisabled(true);

const client = new AzureOpenAI({ apiVersion: process.env.OPENAI_API_VERSION ?? '2025-03-01-preview' });
const agent = new Agent({
  name: 'forecaster',
  instructions: 'Answer in one sentence.',
  model: new OpenAIResponsesModel(client, process.env.AZURE_OPENAI_DEPLOYMENT ?? 'gpt-4.1-mini'),
  modelSettings: { toolChoice: 'required' },
  tools: [
    tool({
      name: 'weather',
      description: 'The weather of a city',
      parameters: z.object({ city: z.string() }),
      execute: async ({ city }) => `Sunny in ${city}.`,
    }),
  ],
});

// One span around the run joins its requests to one trace.
await trace.getTracer('agents-app').startActiveSpan('invoke_agent forecaster', async (span) => {
  const { finalOutput } = await run(agent, 'How is the weather in Paris?');
  console.log(finalOutput);
  span.end();
});

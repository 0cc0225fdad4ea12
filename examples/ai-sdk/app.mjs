// A question and a stream with the Vercel AI SDK 5, 6 or 7, whose `@ai-sdk/azure` does not use the package `openai`: the
// middleware records its calls.
//
// Usage:
//   npm install ai @ai-sdk/azure opentelemetry-instrumentation-azure-openai @opentelemetry/sdk-node
//   export AZURE_OPENAI_ENDPOINT=https://my-resource.openai.azure.com
//   export AZURE_OPENAI_API_KEY=...
//   export AZURE_OPENAI_DEPLOYMENT=gpt-4o
//   export OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318
//   node --import opentelemetry-instrumentation-azure-openai/register app.mjs
//
// Without an Azure resource: `azure-openai-otel simulate` prints the first two variables, and `azure-openai-otel dashboard`
// shows the calls.
import { createAzure } from '@ai-sdk/azure';
import { generateText, streamText, wrapLanguageModel } from 'ai';
import { azureOpenAIMiddleware } from 'opentelemetry-instrumentation-azure-openai/ai-sdk';

const azure = createAzure({
  baseURL: `${process.env.AZURE_OPENAI_ENDPOINT}/openai/v1`,
  apiKey: process.env.AZURE_OPENAI_API_KEY,
});
const model = wrapLanguageModel({
  model: azure.chat(process.env.AZURE_OPENAI_DEPLOYMENT ?? 'gpt-4o'),
  middleware: azureOpenAIMiddleware(),
});

const { text } = await generateText({ model, prompt: 'What is a span?' });
console.log(text);

const { textStream } = streamText({ model, system: 'Answer in one sentence.', prompt: 'What is a trace?' });
for await (const part of textStream) process.stdout.write(part);
console.log();

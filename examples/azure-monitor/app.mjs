// A service that answers questions with Azure OpenAI, for the customer that each request names.
//
// Usage:
//   npm install openai opentelemetry-instrumentation-azure-openai @azure/monitor-opentelemetry \
//     @opentelemetry/instrumentation-undici@0.33
//   export AZURE_OPENAI_ENDPOINT=https://my-resource.openai.azure.com
//   export AZURE_OPENAI_API_KEY=...
//   export AZURE_OPENAI_DEPLOYMENT=gpt-4o
//   export OPENAI_API_VERSION=2024-10-21
//   export APPLICATIONINSIGHTS_CONNECTION_STRING="InstrumentationKey=...;IngestionEndpoint=https://..."
//   export OTEL_SERVICE_NAME=questions
//   node --import @azure/monitor-opentelemetry/loader --import ./instrumentation.mjs app.mjs
//
//   curl 'localhost:3000/ask?tenant=contoso&question=What+is+a+span?'
//   curl 'localhost:3000/ask?tenant=contoso&question=What+is+a+span?&stream=true'
import { createServer } from 'node:http';
import { AzureOpenAI } from 'openai';
import { withAttributes } from 'opentelemetry-instrumentation-azure-openai';

const DEPLOYMENT = process.env.AZURE_OPENAI_DEPLOYMENT ?? 'gpt-4o';
const client = new AzureOpenAI();

async function ask({ question, deployment, stream }) {
  const request = { model: deployment ?? DEPLOYMENT, messages: [{ role: 'user', content: question }] };
  if (stream !== 'true') return (await client.chat.completions.create(request)).choices[0]?.message.content ?? '';
  let answer = '';
  for await (const chunk of await client.chat.completions.create({ ...request, stream: true })) {
    answer += chunk.choices[0]?.delta?.content ?? '';
  }
  return answer;
}

const server = createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://localhost');
  const { tenant = 'unknown', ...query } = Object.fromEntries(searchParams);
  if (pathname !== '/ask' || !query.question) return response.writeHead(404).end();
  try {
    response.end(await withAttributes({ 'app.tenant': tenant }, () => ask(query)));
  } catch (error) {
    response.writeHead(error.status ?? 502).end(error.code ?? error.name);
  }
});
server.listen(process.env.PORT ?? 3000, () => console.log(`Listening on http://localhost:${server.address().port}`));
process.once('SIGTERM', () => server.close());

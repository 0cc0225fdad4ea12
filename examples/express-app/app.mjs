// The app of Elastic's tutorial on monitoring Azure OpenAI, in Express. It knows nothing of OpenTelemetry.
//
// Usage:
//   npm install express openai opentelemetry-instrumentation-azure-openai @opentelemetry/sdk-node \
//     @opentelemetry/instrumentation-http @opentelemetry/instrumentation-undici @opentelemetry/instrumentation-express
//   export AZURE_OPENAI_ENDPOINT=https://my-resource.openai.azure.com
//   export AZURE_OPENAI_API_KEY=...
//   export AZURE_OPENAI_DEPLOYMENT=gpt-4o
//   export OPENAI_API_VERSION=2024-10-21
//   export OTEL_EXPORTER_OTLP_ENDPOINT=https://my-deployment.apm.eu-west-1.aws.cloud.es.io:443
//   export OTEL_EXPORTER_OTLP_HEADERS="Authorization=Bearer%20..."
//   export OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE=delta
//   export OTEL_RESOURCE_ATTRIBUTES=service.name=express-app,deployment.environment.name=demo
//   node --import opentelemetry-instrumentation-azure-openai/register app.mjs
//
//   curl localhost:3000/completion
//   curl -N localhost:3000/chat --json '{"message": "What is a span?"}'
import express from 'express';
import { AzureOpenAI } from 'openai';

const DEPLOYMENT = process.env.AZURE_OPENAI_DEPLOYMENT ?? 'gpt-4o';
const client = new AzureOpenAI();
const app = express();

app.get('/completion', async (request, response) => {
  const completion = await client.chat.completions.create({
    model: request.query.deployment ?? DEPLOYMENT,
    messages: [{ role: 'user', content: 'How do I send my APM data to Elastic Observability?' }],
    max_tokens: 20,
    temperature: 0,
  });
  response.json({ answer: completion.choices[0]?.message?.content ?? null });
});

app.post('/chat', express.json({ limit: '1mb' }), async (request, response) => {
  const { message, deployment = DEPLOYMENT } = request.body ?? {};
  if (typeof message !== 'string') return response.status(400).json({ error: { message: '"message" is missing' } });
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  const stream = await client.chat.completions.create(
    { model: deployment, messages: [{ role: 'user', content: message }], stream: true },
    { signal: gone.signal },
  );
  response.type('text/plain');
  for await (const chunk of stream) response.write(chunk.choices[0]?.delta?.content ?? '');
  response.end();
});

app.use((error, _request, response, next) => {
  if (response.headersSent) return next(error);
  response.status(error.status ?? 502).json({ error: { code: error.code ?? error.type, message: error.message } });
});

const server = app.listen(process.env.PORT ?? 3000, (error) => {
  if (error) throw error;
  console.log(`Listening on http://localhost:${server.address().port}`);
});
process.once('SIGTERM', () => server.close());

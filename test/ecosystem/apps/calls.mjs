// Calls and a stream within a span of the application. Prints what the application sees, then runs until it is stopped.
// With REQUIRE, everything is loaded as CommonJS.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const load = (name) => (process.env.REQUIRE ? require(name) : import(name));
const { trace } = await load('@opentelemetry/api');
const { AzureOpenAI } = await load('openai');

const client = new AzureOpenAI();
const request = { model: 'gpt-4.1-mini', messages: [{ role: 'user', content: 'Say hello' }] };

await trace.getTracer('app').startActiveSpan('app', async (span) => {
  const completion = await client.chat.completions.create(request);
  const chunks = [];
  for await (const chunk of await client.chat.completions.create({ ...request, stream: true })) chunks.push(chunk);
  const { data, response } = await client.chat.completions.create(request).withResponse();
  console.log(JSON.stringify([completion, chunks, data, response.status]));
  span.end();
});

setTimeout(() => {}, 60_000);

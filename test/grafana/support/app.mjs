// The application of the tests: it makes the calls that its parent sends, and answers when they have ended.
import { AzureOpenAI } from 'openai';
import { withAttributes } from 'opentelemetry-instrumentation-azure-openai';

const client = new AzureOpenAI({ maxRetries: 2 });

process.on('message', async (calls) => {
  for (const call of calls) {
    const ask = () => makeCall(call).catch(() => undefined);
    await (call.tenant === undefined ? ask() : withAttributes({ 'app.tenant': call.tenant }, ask));
  }
  process.send('done');
});
process.on('disconnect', () => {});
process.send('ready');

async function makeCall({ deployment, text = 'Hello', fault, isStreamed = false }) {
  const body = { model: deployment, messages: [{ role: 'user', content: text }] };
  if (isStreamed) Object.assign(body, { stream: true, stream_options: { include_usage: true } });
  const options = fault === undefined ? {} : { headers: { 'x-simulate-fault': fault } };
  const answer = await client.chat.completions.create(body, options);
  if (isStreamed) for await (const _ of answer);
}

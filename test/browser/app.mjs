// Makes the calls of STEPS (JSON), one after another: each in a trace of its own, under the span of a request.
import { trace } from '@opentelemetry/api';
import { AzureOpenAI } from 'openai';
import { withAttributes } from 'opentelemetry-instrumentation-azure-openai';

const client = new AzureOpenAI();
const tracer = trace.getTracer('app');

for (const step of JSON.parse(process.env.STEPS)) {
  await tracer.startActiveSpan(`POST /${step.feature ?? 'answers'}`, async (span) => {
    await withAttributes(attributesOf(step), () => call(step)).catch(() => {});
    span.end();
  });
}

function attributesOf({ tenant, feature }) {
  return { ...(tenant && { 'app.tenant': tenant }), ...(feature && { 'app.feature': feature }) };
}

async function call({ number, deployment, message, stream, fault, leaves }) {
  const headers = { 'x-step': String(number), ...(fault && { 'x-simulate-fault': fault }) };
  const body = {
    model: deployment,
    messages: [{ role: 'user', content: message }],
    max_completion_tokens: 400,
    stream,
  };
  const answer = await client.chat.completions.create(body, { headers });
  if (!stream) return;
  for await (const _chunk of answer) if (leaves) break;
}

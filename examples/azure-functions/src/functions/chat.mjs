// A function that answers a message. Its span is a child of the request's, which the host sends as `traceparent`.
import { app } from '@azure/functions';
import { context, propagation, trace } from '@opentelemetry/api';
import { AzureOpenAI } from 'openai';

const client = new AzureOpenAI();

export async function chat(request, invocation) {
  const { message } = await request.json();
  const { traceParent: traceparent, traceState: tracestate } = invocation.traceContext ?? {};
  const parent = propagation.extract(context.active(), { traceparent, tracestate });
  return trace.getTracer('functions').startActiveSpan('chat function', {}, parent, async (span) => {
    try {
      const completion = await client.chat.completions.create({
        model: process.env.AZURE_OPENAI_DEPLOYMENT ?? 'gpt-4.1-mini',
        messages: [{ role: 'user', content: message }],
      });
      return { jsonBody: { answer: completion.choices[0]?.message.content } };
    } finally {
      span.end();
    }
  });
}

app.http('chat', { methods: ['POST'], handler: chat });

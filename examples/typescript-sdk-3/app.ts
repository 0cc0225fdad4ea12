// A streamed answer on behalf of a tenant, whose name is an attribute of the span and of the cost.
import { context, propagation } from '@opentelemetry/api';
import { AzureOpenAI } from 'openai';

const client = new AzureOpenAI();

async function answer(question: string): Promise<string> {
  const stream = await client.chat.completions.create({
    model: process.env['AZURE_OPENAI_DEPLOYMENT'] ?? 'gpt-4.1-mini',
    messages: [{ role: 'user', content: question }],
    stream: true,
  });
  let text = '';
  for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
  return text;
}

const tenant = propagation.createBaggage({ 'app.tenant': { value: 'contoso' } });
const inTenant = propagation.setBaggage(context.active(), tenant);
console.log(await context.with(inTenant, answer, undefined, 'What is a span?'));

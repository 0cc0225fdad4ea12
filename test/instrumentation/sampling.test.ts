import type { Attributes } from '@opentelemetry/api';
import { SamplingDecision, TracerProvider } from '@opentelemetry/sdk-trace';
import * as openai from 'openai';
import { expect, test } from 'vitest';
import { AzureOpenAIInstrumentation } from '../../src/index.ts';

test('a sampler sees the attributes that the conventions require at the start of a span', async () => {
  const seen: Attributes[] = [];
  const sampler = {
    shouldSample(...[, , , , attributes]: [unknown, unknown, unknown, unknown, Attributes]) {
      seen.push({ ...attributes });
      return { decision: SamplingDecision.NOT_RECORD };
    },
    toString: () => 'notes what it is asked',
  };
  const instrumentation = new AzureOpenAIInstrumentation();
  instrumentation.setTracerProvider(new TracerProvider({ sampler }));
  instrumentation.manuallyInstrument(openai);
  const client = new openai.AzureOpenAI({
    endpoint: 'https://my-resource.openai.azure.com',
    apiKey: 'key',
    apiVersion: '2024-10-21',
    fetch: async () => Response.json({ id: 'chatcmpl-1', choices: [] }),
  });
  const completion = await client.chat.completions.create({ model: 'mini', messages: [] });
  expect(completion.id).toBe('chatcmpl-1');
  expect(seen).toEqual([
    {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'azure.ai.openai',
      'gen_ai.request.model': 'mini',
      'server.address': 'my-resource.openai.azure.com',
      'server.port': 443,
    },
  ]);
});

// The OpenAI Agents SDK on Azure, over chat completions and responses: a run with a tool, a stream, structured output.
import {
  Agent,
  OpenAIChatCompletionsModel,
  OpenAIResponsesModel,
  Runner,
  setTracingDisabled,
  tool,
} from '@openai/agents';
import { AzureOpenAI } from 'openai';
import { z } from 'zod';
import { within } from './within.mjs';

setTracingDisabled(true);
const chat = new OpenAIChatCompletionsModel(new AzureOpenAI(), 'gpt-4.1-mini');
const responses = new OpenAIResponsesModel(new AzureOpenAI({ apiVersion: '2025-03-01-preview' }), 'gpt-4.1-mini');
const runner = new Runner();
const weather = tool({
  name: 'weather',
  description: 'The weather of a city',
  parameters: z.object({ city: z.string() }),
  execute: async ({ city }) => `Sunny in ${city}`,
});

await within(async () => {
  const seen = [];
  for (const model of [chat, responses]) {
    const assistant = new Agent({ name: 'assistant', instructions: 'Be short.', model });
    seen.push((await runner.run(assistant, 'Say hello')).finalOutput);
    const stream = await runner.run(assistant, 'Say hello', { stream: true });
    const deltas = [];
    for await (const event of stream.toTextStream()) deltas.push(event);
    await stream.completed;
    seen.push(deltas, stream.finalOutput);
    const forecaster = new Agent({
      name: 'forecaster',
      model,
      tools: [weather],
      modelSettings: { toolChoice: 'required' },
    });
    seen.push((await runner.run(forecaster, 'How is the weather in Paris?')).finalOutput);
    const joker = new Agent({ name: 'joker', model, outputType: z.object({ joke: z.string() }) });
    seen.push((await runner.run(joker, 'Tell a joke')).finalOutput);
  }
  return seen;
});

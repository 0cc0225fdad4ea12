// Instructor: structured output by tools and by JSON, streamed and not.
import Instructor from '@instructor-ai/instructor';
import { AzureOpenAI } from 'openai';
import { z } from 'zod';
import { within } from './within.mjs';

const schema = z.object({ answer: z.string() });
const request = {
  model: 'gpt-4.1-mini',
  messages: [{ role: 'user', content: 'Answer as JSON' }],
  response_model: { schema, name: 'Answer' },
};

await within(async () => {
  const seen = [];
  for (const mode of ['TOOLS', 'JSON_SCHEMA']) {
    const client = Instructor({ client: new AzureOpenAI(), mode });
    seen.push(await client.chat.completions.create(request));
    // Without `_meta`, which says something else if the end of the stream arrives later than the text.
    const partials = [];
    const stream = await client.chat.completions.create({ ...request, stream: true });
    for await (const partial of stream) partials.push(partial.answer);
    seen.push(partials);
  }
  return seen;
});

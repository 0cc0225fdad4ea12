import { openai } from '../../lib/openai.js';

export async function POST(request) {
  const { message } = await request.json();
  const completion = await openai().chat.completions.create({
    model: process.env.AZURE_OPENAI_DEPLOYMENT ?? 'gpt-4.1-mini',
    messages: [{ role: 'user', content: message }],
  });
  return Response.json({ answer: completion.choices[0]?.message.content ?? null });
}

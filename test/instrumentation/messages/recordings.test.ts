import { expect, test } from 'vitest';
import { chatMessages } from '../../../src/instrumentation/messages/index.ts';
import { chat } from '../../../src/instrumentation/operations/chat.ts';
import { type Exchange, readChunks, recording } from '../../support/azure-openai/replay.ts';
import { expectValid } from './schema.ts';

type Json = any;

const exchanges = ['chat', 'chat_streaming', 'prompt_content_filtering'].flatMap((name) =>
  recording(name).map((exchange, index) => [`${name} ${index}`, exchange] as const),
);

/** The response as the core has it: whole, or put together from its chunks. */
function readResponse(exchange: Exchange): Json {
  if (!exchange.request.body['stream']) return JSON.parse(exchange.response.body);
  const fold = chat.fold!(100_000);
  for (const chunk of readChunks(exchange.response.body)) fold.onChunk(chunk);
  return fold.response();
}

test.each(exchanges)('the messages of the recording %s have its request and answer', (_, exchange) => {
  const input = chatMessages.input(exchange.request.body);
  expectValid(input, 'input');
  const asked: Json = exchange.request.body['messages'];
  expect(input).toEqual(asked.map(({ role, content }: Json) => ({ role, parts: [{ type: 'text', content }] })));

  const response = readResponse(exchange);
  const output = chatMessages.output(response);
  expectValid(output, 'output');
  const choices: Json[] = response.error ? [] : response.choices;
  expect(output).toEqual(
    choices.map(({ message, finish_reason }) => ({
      role: 'assistant',
      parts: [{ type: 'text', content: message.content }],
      finish_reason,
    })),
  );
});

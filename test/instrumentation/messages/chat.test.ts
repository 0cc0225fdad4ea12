import type {
  ChatCompletion,
  ChatCompletionCreateParams,
  ChatCompletionMessageParam,
} from 'openai/resources/chat/completions';
import { describe, expect, test } from 'vitest';
import { chatMessages } from '../../../src/instrumentation/messages/index.ts';
import { expectValid } from './schema.ts';

function input(...messages: ChatCompletionMessageParam[]): unknown {
  const mapped = chatMessages.input({ messages });
  expectValid(mapped, 'input');
  return mapped;
}

function output(choices: unknown, fields: object = {}): unknown {
  const mapped = chatMessages.output({ choices, ...fields });
  expectValid(mapped, 'output');
  return mapped;
}

describe('the messages of a chat completion', () => {
  const cases: [string, ChatCompletionMessageParam, object][] = [
    [
      'a system message is in the input',
      { role: 'system', content: 'Be brief.' },
      { role: 'system', parts: [{ type: 'text', content: 'Be brief.' }] },
    ],
    [
      'a developer message keeps its role',
      { role: 'developer', content: [{ type: 'text', text: 'Be brief.' }] },
      { role: 'developer', parts: [{ type: 'text', content: 'Be brief.' }] },
    ],
    [
      'a participant keeps the name',
      { role: 'user', name: 'ada', content: 'Hi' },
      { role: 'user', parts: [{ type: 'text', content: 'Hi' }], name: 'ada' },
    ],
    [
      'arguments are objects, and those of a custom tool are its text',
      {
        role: 'assistant',
        content: null,
        tool_calls: [
          { id: 'c1', type: 'function', function: { name: 'weather', arguments: '{"city":"Paris"}' } },
          { id: 'c2', type: 'custom', custom: { name: 'shell', input: 'ls -l' } },
        ],
      },
      {
        role: 'assistant',
        parts: [
          { type: 'tool_call', id: 'c1', name: 'weather', arguments: { city: 'Paris' } },
          { type: 'tool_call', id: 'c2', name: 'shell', arguments: 'ls -l' },
        ],
      },
    ],
    [
      'a call without the name of a tool is one of an unknown tool',
      { role: 'assistant', tool_calls: [{ id: 'c1', type: 'function', function: {} } as never] },
      { role: 'assistant', parts: [{ type: 'tool_call', id: 'c1', name: 'unknown' }] },
    ],
    [
      "a tool's answer goes with the id of the call",
      { role: 'tool', tool_call_id: 'c1', content: '{"sky":"grey"}' },
      { role: 'tool', parts: [{ type: 'tool_call_response', id: 'c1', response: '{"sky":"grey"}' }] },
    ],
    [
      "a tool's answer in parts is a list of parts",
      { role: 'tool', tool_call_id: 'c1', content: [{ type: 'text', text: 'grey' }] },
      {
        role: 'tool',
        parts: [{ type: 'tool_call_response', id: 'c1', response: [{ type: 'text', content: 'grey' }] }],
      },
    ],
    [
      'a legacy function call is a tool call without an id',
      { role: 'assistant', content: null, function_call: { name: 'weather', arguments: '{}' } },
      { role: 'assistant', parts: [{ type: 'tool_call', name: 'weather', arguments: {} }] },
    ],
    [
      'the answer of a legacy function call has no id',
      { role: 'function', name: 'weather', content: 'grey' },
      { role: 'tool', name: 'weather', parts: [{ type: 'tool_call_response', response: 'grey' }] },
    ],
    [
      'a refusal has a part of its own type',
      { role: 'assistant', content: [{ type: 'refusal', refusal: 'I cannot.' }] },
      { role: 'assistant', parts: [{ type: 'refusal', content: 'I cannot.' }] },
    ],
    [
      'earlier sound of the model is a file',
      { role: 'assistant', audio: { id: 'audio_1' } },
      { role: 'assistant', parts: [{ type: 'file', modality: 'audio', file_id: 'audio_1' }] },
    ],
    [
      'a part of an unknown type is kept under its type',
      { role: 'user', content: [{ type: 'hologram', depth: 3 } as never] },
      { role: 'user', parts: [{ type: 'hologram', depth: 3 }] },
    ],
    [
      'a part of an unknown shape is not kept under a type of the conventions',
      { role: 'user', content: [{ type: 'uri', depth: 3 } as never] },
      { role: 'user', parts: [{ type: 'openai.uri', depth: 3 }] },
    ],
  ];

  test.each(cases)('chat input: %s', (_, message, expected) => expect(input(message)).toEqual([expected]));

  test('chat messages keep their order, and values that are not messages are skipped', () => {
    const mapped = chatMessages.input({ messages: [{ role: 'user', content: 'a' }, null, 7, { content: 'b' }] });
    expect(mapped.map(({ role }) => role)).toEqual(['user', 'unknown']);
  });

  test('chat messages share no object with the request, so that an edit of one does not change the other', () => {
    const part = { type: 'hologram', of: { a: 1 } };
    const mapped: any = chatMessages.input({ messages: [{ role: 'user', content: [part] }] });
    mapped[0].parts[0].of.a = 2;
    expect(part.of.a).toBe(1);
  });
});

describe('the choices of a chat completion', () => {
  const message = { role: 'assistant', content: 'Hello', refusal: null } as const;

  test('each choice is a message, in their order', () => {
    const choices: ChatCompletion.Choice[] = [
      { index: 0, message, finish_reason: 'stop', logprobs: null },
      { index: 1, message: { ...message, content: 'Hi' }, finish_reason: 'length', logprobs: null },
    ];
    expect(output(choices)).toEqual([
      { role: 'assistant', parts: [{ type: 'text', content: 'Hello' }], finish_reason: 'stop' },
      { role: 'assistant', parts: [{ type: 'text', content: 'Hi' }], finish_reason: 'length' },
    ]);
  });

  test.each([
    ['stop', 'stop'],
    ['content_filter', 'content_filter'],
    ['tool_calls', 'tool_call'],
    ['function_call', 'tool_call'],
    ['something_new', 'something_new'],
    [null, 'error'],
    [undefined, 'error'],
  ])('a choice that ends by %s has the finish reason %s', (wire, expected) => {
    expect(output([{ message, finish_reason: wire }])).toMatchObject([{ finish_reason: expected }]);
  });

  test('a filtered choice may have no message', () => {
    expect(output([{ index: 0, finish_reason: 'content_filter' }])).toEqual([
      { role: 'assistant', parts: [], finish_reason: 'content_filter' },
    ]);
  });

  test('a choice has its reasoning before its text, and calls last', () => {
    const made = {
      ...message,
      reasoning_content: 'Let me think.',
      tool_calls: [{ id: 'c1', type: 'function', function: { name: 'f', arguments: '{"cut' } }],
    };
    expect(output([{ message: made, finish_reason: 'tool_calls' }])).toEqual([
      {
        role: 'assistant',
        parts: [
          { type: 'reasoning', content: 'Let me think.' },
          { type: 'text', content: 'Hello' },
          { type: 'tool_call', id: 'c1', name: 'f', arguments: '{"cut' },
        ],
        finish_reason: 'tool_call',
      },
    ]);
  });

  test('a choice has its refusal as a part', () => {
    expect(output([{ message: { ...message, content: null, refusal: 'No.' }, finish_reason: 'stop' }])).toMatchObject([
      { parts: [{ type: 'refusal', content: 'No.' }] },
    ]);
  });

  test('spoken output is its transcript as text, and the sound as bytes', () => {
    const audio = { id: 'audio_1', data: 'QUJD', transcript: 'Hello', expires_at: 1 };
    expect(output([{ message: { ...message, content: null, audio }, finish_reason: 'stop' }])).toMatchObject([
      {
        parts: [
          { type: 'text', content: 'Hello' },
          { type: 'blob', modality: 'audio', content: 'QUJD', byte_size: 3 },
        ],
      },
    ]);
  });

  test('a choice of a stream that was too long to be kept whole says so', () => {
    expect(output([{ message, finish_reason: 'stop' }], { dropped_characters: 12 })).toMatchObject([
      { parts: [{ type: 'text' }, { type: 'omitted', content: '[12 further characters]' }] },
    ]);
  });

  test('an error body has no choices', () => {
    expect(chatMessages.output({ error: { code: 'content_filter' } })).toEqual([]);
  });
});

describe('the tools of a chat completion', () => {
  const parameters = { type: 'object', properties: { city: { type: 'string' } } };
  const body = {
    tools: [
      { type: 'function', function: { name: 'weather', description: 'The sky', parameters } },
      { type: 'custom', custom: { name: 'shell', description: 'Runs it' } },
      { type: 'function', function: {} },
    ],
    functions: [{ name: 'old', parameters: {} }],
  } satisfies { tools: object[] } & Pick<ChatCompletionCreateParams, 'functions'>;

  test('tool definitions have the fields that the schema requires, as the conventions recommend', () => {
    const tools = chatMessages.toolDefinitions!(body);
    expectValid(tools, 'tool_definitions');
    expect(tools).toEqual([
      { type: 'function', name: 'weather' },
      { type: 'custom', name: 'shell' },
      { type: 'function', name: 'old' },
    ]);
  });
});

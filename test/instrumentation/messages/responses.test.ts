import type { ResponseInputItem, Tool } from 'openai/resources/responses/responses';
import { describe, expect, test } from 'vitest';
import { responsesMessages } from '../../../src/instrumentation/messages/index.ts';
import { call, callPart, message } from './response-items.ts';
import { expectValid } from './schema.ts';

function input(...items: ResponseInputItem[]): unknown {
  const mapped = responsesMessages.input({ input: items });
  expectValid(mapped, 'input');
  return mapped;
}

describe('the input of a response', () => {
  test('a text is a message of the user', () => {
    const mapped = responsesMessages.input({ input: 'Hi' });
    expectValid(mapped, 'input');
    expect(mapped).toEqual([{ role: 'user', parts: [{ type: 'text', content: 'Hi' }] }]);
  });

  test('input messages are read with or without their type', () => {
    const mapped = input(
      { role: 'developer', content: 'Be brief.' },
      { role: 'user', content: 'One' },
      { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Two' }] },
    );
    expect(mapped).toEqual([
      { role: 'developer', parts: [{ type: 'text', content: 'Be brief.' }] },
      { role: 'user', parts: [{ type: 'text', content: 'One' }] },
      { role: 'user', parts: [{ type: 'text', content: 'Two' }] },
    ]);
  });

  test("the model's items of one turn are one message, and the answers of the tools are one", () => {
    const mapped = input(
      { id: 'rs_1', type: 'reasoning', summary: [{ type: 'summary_text', text: 'Look.' }] },
      call,
      { ...call, call_id: 'call_2' },
      { type: 'function_call_output', call_id: 'call_1', output: 'grey' },
      { type: 'function_call_output', call_id: 'call_2', output: [{ type: 'input_text', text: 'blue' }] },
      message,
    );
    expect(mapped).toEqual([
      { role: 'assistant', parts: [{ type: 'reasoning', content: 'Look.' }, callPart, { ...callPart, id: 'call_2' }] },
      {
        role: 'tool',
        parts: [
          { type: 'tool_call_response', id: 'call_1', response: 'grey' },
          { type: 'tool_call_response', id: 'call_2', response: [{ type: 'text', content: 'blue' }] },
        ],
      },
      { role: 'assistant', parts: [{ type: 'text', content: 'Hello' }] },
    ]);
  });

  const cases: [string, ResponseInputItem, object][] = [
    [
      'a reference, which has no role',
      { id: 'msg_0' },
      { role: 'unknown', parts: [{ type: 'item_reference', id: 'msg_0' }] },
    ],
    [
      'a custom tool call',
      { type: 'custom_tool_call', call_id: 'c1', name: 'shell', input: 'ls' },
      { role: 'assistant', parts: [{ type: 'tool_call', id: 'c1', name: 'shell', arguments: 'ls' }] },
    ],
    [
      'a screenshot that answers a computer call',
      {
        type: 'computer_call_output',
        call_id: 'c1',
        output: { type: 'computer_screenshot', image_url: 'https://example.com/a.png' },
      },
      {
        role: 'tool',
        parts: [
          {
            type: 'tool_call_response',
            id: 'c1',
            response: [{ type: 'uri', modality: 'image', uri: 'https://example.com/a.png' }],
          },
        ],
      },
    ],
    [
      'the output of a shell',
      {
        type: 'shell_call_output',
        call_id: 'c1',
        output: [{ stdout: 'a', stderr: '', outcome: { type: 'exit', exit_code: 0 } }],
      },
      {
        role: 'tool',
        parts: [
          {
            type: 'tool_call_response',
            id: 'c1',
            response: [{ stdout: 'a', stderr: '', outcome: { type: 'exit', exit_code: 0 } }],
          },
        ],
      },
    ],
    [
      'a consent of the user',
      { type: 'mcp_approval_response', approval_request_id: 'r1', approve: true },
      { role: 'user', parts: [{ type: 'mcp_approval_response', approval_request_id: 'r1', approve: true }] },
    ],
  ];

  test.each(cases)('the input of a response has %s', (_, item, expected) => expect(input(item)).toEqual([expected]));

  test('encrypted reasoning adds nothing to the input', () => {
    expect(input({ id: 'rs_1', type: 'reasoning', summary: [], encrypted_content: 'gAAAA' })).toEqual([]);
  });

  test('the instructions are apart from the input', () => {
    const instructions = responsesMessages.systemInstructions!({ instructions: 'Be brief.', input: 'Hi' });
    expectValid(instructions, 'system_instructions');
    expect(instructions).toEqual([{ type: 'text', content: 'Be brief.' }]);
    expect(responsesMessages.systemInstructions!({ instructions: null })).toEqual([]);
  });
});

test('the tools of a response never show credentials', () => {
  const tools: Tool[] = [
    { type: 'function', name: 'weather', description: 'The sky', parameters: { type: 'object' }, strict: true },
    { type: 'mcp', server_label: 'docs', server_url: 'https://k:s@example.com', authorization: 'secret', headers: {} },
    { type: 'web_search' },
    { type: 'namespace', name: 'crm', description: 'It', tools: [{ type: 'function', name: 'find' }] },
  ];
  const mapped = responsesMessages.toolDefinitions!({ tools });
  expectValid(mapped, 'tool_definitions');
  expect(mapped).toEqual([
    { type: 'function', name: 'weather' },
    { type: 'mcp', name: 'docs' },
    { type: 'web_search', name: 'web_search' },
    { type: 'namespace', name: 'crm' },
  ]);
});

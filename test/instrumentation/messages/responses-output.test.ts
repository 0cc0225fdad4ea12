import type { Response, ResponseOutputItem } from 'openai/resources/responses/responses';
import { describe, expect, test } from 'vitest';
import { responsesMessages } from '../../../src/instrumentation/messages/index.ts';
import { call, callPart, message } from './response-items.ts';
import { expectValid } from './schema.ts';

function output(items: readonly ResponseOutputItem[], fields: Partial<Response> = {}): unknown {
  const mapped = responsesMessages.output({ status: 'completed', output: items, ...fields });
  expectValid(mapped, 'output');
  return mapped;
}

describe('the output of a response', () => {
  test('the output is one message with the parts of all items', () => {
    const reasoning: ResponseOutputItem = {
      id: 'rs_1',
      type: 'reasoning',
      summary: [{ type: 'summary_text', text: 'Look.' }],
      content: [{ type: 'reasoning_text', text: 'Look closely.' }],
    };
    const refusal: ResponseOutputItem = { ...message, content: [{ type: 'refusal', refusal: 'I cannot.' }] };
    expect(output([reasoning, message, refusal])).toEqual([
      {
        role: 'assistant',
        parts: [
          { type: 'reasoning', content: 'Look.' },
          { type: 'reasoning', content: 'Look closely.' },
          { type: 'text', content: 'Hello' },
          { type: 'refusal', content: 'I cannot.' },
        ],
        finish_reason: 'stop',
      },
    ]);
  });

  const hosted: [string, ResponseOutputItem, object[]][] = [
    [
      'web search',
      { id: 'ws_1', type: 'web_search_call', status: 'completed', action: { type: 'search', query: 'sky' } },
      [
        {
          type: 'server_tool_call',
          id: 'ws_1',
          name: 'web_search',
          server_tool_call: { type: 'web_search', status: 'completed', action: { type: 'search', query: 'sky' } },
        },
      ],
    ],
    [
      'file search, with what it found',
      { id: 'fs_1', type: 'file_search_call', status: 'completed', queries: ['sky'], results: [{ text: 'blue' }] },
      [
        {
          type: 'server_tool_call',
          id: 'fs_1',
          name: 'file_search',
          server_tool_call: { type: 'file_search', status: 'completed', queries: ['sky'] },
        },
        {
          type: 'server_tool_call_response',
          id: 'fs_1',
          server_tool_call_response: { type: 'file_search', results: [{ text: 'blue' }] },
        },
      ],
    ],
    [
      "an MCP server's tool, under its name",
      { id: 'mcp_1', type: 'mcp_call', server_label: 'docs', name: 'ask', arguments: '{"q":1}', output: 'yes' },
      [
        {
          type: 'server_tool_call',
          id: 'mcp_1',
          name: 'ask',
          server_tool_call: { type: 'mcp', server_label: 'docs', arguments: { q: 1 } },
        },
        {
          type: 'server_tool_call_response',
          id: 'mcp_1',
          server_tool_call_response: { type: 'mcp', output: 'yes' },
        },
      ],
    ],
    [
      'image generation, with the image as bytes',
      { id: 'ig_1', type: 'image_generation_call', status: 'completed', result: 'A'.repeat(4000) },
      [
        {
          type: 'server_tool_call',
          id: 'ig_1',
          name: 'image_generation',
          server_tool_call: { type: 'image_generation', status: 'completed' },
        },
        { type: 'blob', modality: 'image', mime_type: 'image/png', content: '', byte_size: 3000 },
      ],
    ],
  ];

  test.each(hosted)('the output has %s as a tool that the service ran', (_, item, parts) => {
    expect(output([item])).toEqual([{ role: 'assistant', parts, finish_reason: 'stop' }]);
  });

  test('the output waits for tools only while a call has no answer', () => {
    expect(output([call])).toEqual([{ role: 'assistant', parts: [callPart], finish_reason: 'tool_call' }]);
    const answer = { id: 'fco_1', type: 'function_call_output', status: 'completed', output: 'grey' } as const;
    expect(output([call, { ...answer, call_id: 'call_1' }])).toMatchObject([{ finish_reason: 'stop' }]);
    expect(output([call, { ...answer, call_id: 'call_2' }])).toMatchObject([{ finish_reason: 'tool_call' }]);
  });

  test.each<[Partial<Response>, string]>([
    [{ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } }, 'length'],
    [{ status: 'incomplete', incomplete_details: { reason: 'content_filter' } }, 'content_filter'],
    [{ status: 'incomplete', incomplete_details: null }, 'error'],
    [{ status: 'failed' }, 'error'],
    [{ status: 'cancelled' }, 'error'],
  ])('the output of %j has the finish reason %s', (fields, expected) => {
    expect(output([message], fields)).toMatchObject([{ finish_reason: expected }]);
  });

  test('the output of a stream that was left is the text so far', () => {
    expect(responsesMessages.output({ status: 'in_progress', output: [], partial_text: 'Hel' })).toEqual([
      { role: 'assistant', parts: [{ type: 'text', content: 'Hel' }], finish_reason: 'error' },
    ]);
  });

  test('a response in progress has no output', () => {
    expect(output([], { status: 'queued' })).toEqual([]);
    expect(responsesMessages.output({})).toEqual([]);
  });
});

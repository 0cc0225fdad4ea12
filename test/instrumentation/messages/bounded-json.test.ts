import { describe, expect, test } from 'vitest';
import { writeBoundedJson, responsesMessages } from '../../../src/instrumentation/messages/index.ts';
import { expectValid } from './schema.ts';

type Json = any;

const user = (content: string): Json => ({ role: 'user', parts: [{ type: 'text', content }] });

/** Returns the recorded messages, after a check of their length. */
function bounded(items: Json[], maxLength: number): Json {
  const json = writeBoundedJson(items, maxLength);
  expect(json!.length).toBeLessThanOrEqual(maxLength);
  return JSON.parse(json!);
}

const readContent = (message: Json): string => message.parts[0].content;

describe('the JSON of messages', () => {
  test('messages are whole up to the limit, to the last character', () => {
    const messages = [user('Tab\t, "quotes", \\, é, 🙂, \u0001, \ud83d'), { role: 'tool', parts: [], name: undefined }];
    const whole = JSON.stringify(messages);
    expect(writeBoundedJson(messages, whole.length)).toBe(whole);
    expect(writeBoundedJson(messages, whole.length - 1)).not.toBe(whole);
  });

  test('the longest texts keep their beginning and a note of their length', () => {
    const messages = bounded([user('short'), user('a'.repeat(5000)), user('b'.repeat(300))], 1000);
    expect(messages.map(readContent)).toEqual([
      'short',
      expect.stringMatching(/^a{300,}… \[cut: 5000 characters in all\]$/),
      'b'.repeat(300),
    ]);
  });

  test('texts of the same length are cut alike, and use the available room', () => {
    const json = writeBoundedJson([user('a'.repeat(5000)), user('b'.repeat(5000))], 1000)!;
    const [a, b] = JSON.parse(json).map(readContent);
    expect(a.length).toBe(b.length);
    expect(json.length).toBeGreaterThanOrEqual(998);
  });

  test('escapes of JSON count, and no character is cut in two', () => {
    for (const text of ['\u0000', '"', '🙂', '\ud83d', '\n']) {
      for (let length = 130; length < 150; length += 1) {
        const [message] = bounded([user(text.repeat(1000))], length);
        expect(readContent(message).replaceAll(text, '')).toMatch(/^… \[cut: \d+ characters in all\]$/);
      }
    }
  });

  test('the first and the last of very many messages are kept', () => {
    const messages = Array.from({ length: 1000 }, (_, n) => user(`message ${n}`));
    const kept = bounded(messages, 1000);
    expectValid(kept, 'input');
    expect(readContent(kept[0])).toBe('message 0');
    expect(readContent(kept.at(-1))).toBe('message 999');
    const note = kept.findIndex((message: Json) => message.role === 'omitted');
    const omitted = 1000 - (kept.length - 1);
    expect(kept[note].parts).toEqual([{ type: 'omitted', name: `[${omitted} omitted]` }]);
    expect(readContent(kept[note + 1])).toBe(`message ${note + omitted}`);
  });

  test('whole messages are left out rather than the content of each', () => {
    const kept = bounded(
      Array.from({ length: 100 }, () => user('x'.repeat(10_000))),
      16_384,
    );
    const texts = kept.filter((message: Json) => message.role === 'user').map(readContent);
    expect(texts.length).toBeGreaterThan(40);
    for (const text of texts) expect(text.length).toBeGreaterThanOrEqual(250);
  });

  test('a message with very many parts keeps those at both ends', () => {
    const parts = Array.from({ length: 10_000 }, (_, n) => ({ type: 'text', content: `part ${n}` }));
    const kept = bounded([user('Hi'), { role: 'user', parts }, user('Ho')], 1000);
    expectValid(kept, 'input');
    expect(kept.map(readContent)).toEqual(['Hi', 'part 0', 'Ho']);
    expect(kept[1].parts.at(-1).content).toBe('part 9999');
    expect(kept[1].parts).toContainEqual({ type: 'omitted', name: expect.stringMatching(/^\[99\d\d omitted\]$/) });
  });

  test('a note among output messages is an output message', () => {
    const choices = Array.from({ length: 128 }, (_, n) => ({ ...user(`choice ${n}`), finish_reason: 'stop' }));
    expectValid(bounded(choices, 1000), 'output');
  });

  test('long arguments and other values become a text with their beginning', () => {
    const call = { type: 'tool_call', name: 'f', arguments: { rows: Array.from({ length: 1000 }, (_, n) => n) } };
    const [message] = bounded([{ role: 'assistant', parts: [call] }], 300);
    expect(message.parts[0].arguments).toMatch(/^\{"rows":\[0,1,2,.*\d,?… \[cut\]$/);
  });

  test('the arguments of a server tool keep their shape', () => {
    const parts = [
      { type: 'server_tool_call', name: 'ci', server_tool_call: { type: 'code_interpreter', code: 'x'.repeat(999) } },
      {
        type: 'server_tool_call_response',
        server_tool_call_response: { type: 'ci', outputs: [{ logs: 'y'.repeat(999) }] },
      },
    ];
    const kept = bounded([{ role: 'assistant', parts }], 500);
    expectValid(kept, 'input');
    expect(kept[0].parts[0].server_tool_call.code).toMatch(/^x+… \[cut: 999 characters in all\]$/);
    expect(kept[0].parts[1].server_tool_call_response.outputs).toMatch(/^\[\{"logs":"y+… \[cut\]$/);
  });

  test('bytes are left out whole', () => {
    const blob = { type: 'blob', modality: 'image', content: 'QUJD'.repeat(250), byte_size: 750 };
    const [message] = bounded([{ role: 'user', parts: [blob, { type: 'text', content: 'What is it?' }] }], 400);
    expect(message.parts).toEqual([
      { ...blob, content: '' },
      { type: 'text', content: 'What is it?' },
    ]);
  });

  test('a long schema stays a schema', () => {
    const parameters = { type: 'object', properties: Object.fromEntries([...Array(100).keys()].map((n) => [n, {}])) };
    const tools = bounded([{ type: 'function', name: 'f', parameters }], 200);
    expectValid(tools, 'tool_definitions');
    expect(tools[0].parameters.$comment).toMatch(/^\{"type":"object".*… \[cut\]$/);
  });

  test('a note among many tools or parts has their form', () => {
    const entries = Array.from({ length: 100 }, (_, n) => ({ type: 'function', name: `function ${n}` }));
    expectValid(bounded(entries, 500), 'tool_definitions');
    expectValid(bounded(entries, 500), 'system_instructions');
  });

  test('nothing notes an omission where there is no room for a note', () => {
    expect(writeBoundedJson([user('Hi')], 20)).toBeUndefined();
    expect(writeBoundedJson([], 1)).toBeUndefined();
    expect(writeBoundedJson([], 2)).toBe('[]');
  });

  test('a value that JSON does not know, as a hook may add it, is accepted', () => {
    const cycle: Json = {};
    cycle.self = cycle;
    const nested = { no: undefined, f: () => 1 };
    const parts = [
      { type: 'x', cycle, nested, big: 12n, no: undefined, f: () => 1, nan: NaN, list: [undefined, Symbol('s')] },
    ];
    const [message] = bounded([{ role: 'user', parts }], 10_000);
    expect(message.parts[0]).toMatchObject({ big: '12', nan: null, list: [null, null] });
    expect(message.parts[0].nested).toEqual({});
    expect(Object.keys(message.parts[0])).toEqual(['type', 'cycle', 'nested', 'big', 'nan', 'list']);
  });
});

test('a hundred megabytes cost neither their memory nor their time', () => {
  const text = 'x"'.repeat(5_000_000);
  const messages = Array.from({ length: 10 }, () => ({
    role: 'assistant',
    parts: [
      { type: 'text', content: text },
      { type: 'tool_call', name: 'f', arguments: { text, rows: Array(100_000).fill('row') } },
    ],
  }));
  writeBoundedJson(messages.slice(0, 1), 16_384);
  const { maxRSS } = process.resourceUsage();
  const started = process.cpuUsage();
  bounded(messages, 16_384);
  const { user, system } = process.cpuUsage(started);
  // Written whole, it would be 400 MB and take more than a second.
  expect((user + system) / 1000).toBeLessThan(300);
  expect((process.resourceUsage().maxRSS - maxRSS) / 1024).toBeLessThan(50);
});

test('many messages cost time in proportion', () => {
  const messages = Array.from({ length: 50_000 }, (_, n) => user(`message ${n}`));
  const started = process.cpuUsage();
  bounded(messages, 16_384);
  const { user: spent, system } = process.cpuUsage(started);
  expect((spent + system) / 1000).toBeLessThan(5000);
});

test('a part of an unknown kind with parts of its own is not taken for a message', () => {
  const instructions = [{ type: 'text', parts: [], messages: { type: 'text' }, filename: '' }];
  const items = responsesMessages.systemInstructions!({ instructions });
  expect(writeBoundedJson(items, 70)).toBe('[{"type":"omitted","name":"[1 omitted]"}]');
});

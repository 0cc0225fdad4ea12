import { DiagLogLevel, diag } from '@opentelemetry/api';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { redactMessages } from '../../../src/instrumentation/messages/index.ts';
import { expectValid } from './schema.ts';

type Json = any;

const SECRET = 'sk-123';
const masked = (text: string): string => text.replaceAll(SECRET, '***');

const message: Json = {
  role: 'user',
  name: SECRET,
  parts: [
    { type: 'text', content: `a ${SECRET}` },
    { type: 'reasoning', content: SECRET },
    { type: 'refusal', content: SECRET },
    { type: 'tool_call', id: 'c1', name: 'f', arguments: { key: SECRET, [SECRET]: 1 } },
    { type: 'tool_call', id: 'c2', name: 'f', arguments: `{"${SECRET}` },
    { type: 'tool_call_response', id: 'c1', response: [{ type: 'text', content: SECRET }] },
    { type: 'server_tool_call', name: 'ws', server_tool_call: { type: 'web_search', action: { query: SECRET } } },
    { type: 'server_tool_call_response', server_tool_call_response: { type: 'mcp', output: SECRET } },
    { type: 'uri', modality: 'image', uri: `https://example.com/?sig=${SECRET}` },
    { type: 'blob', modality: 'document', filename: SECRET, content: SECRET, byte_size: 6 },
    { type: 'file', modality: 'document', filename: SECRET, file_id: 'file_1' },
    { type: 'hologram', name: SECRET, depths: [{ of: SECRET }], note: SECRET },
  ],
};

const warnings: string[] = [];

beforeEach(() => {
  warnings.length = 0;
  const ignored = vi.fn<() => void>();
  const warn = (_namespace: string, text: unknown): void => void warnings.push(String(text));
  diag.setLogger({ warn, error: ignored, info: ignored, debug: ignored, verbose: ignored }, DiagLogLevel.ALL);
});

afterEach(() => diag.disable());

test('redact sees each text of a message, wherever it is', () => {
  const redacted = redactMessages([message], 'input', masked);
  expect(JSON.stringify(redacted)).not.toContain(SECRET);
  expect(JSON.stringify(redacted)).toBe(masked(JSON.stringify([message])));
  expectValid(redacted, 'input');
});

test('redact gets the kind of the text', () => {
  const redact = vi.fn<(text: string, kind: string) => string>((text) => text);
  redactMessages([{ type: 'text', content: 'Be brief.' }], 'system_instructions', redact);
  expect(redact.mock.calls).toEqual([['Be brief.', 'system_instructions']]);
});

test('redact leaves the message that it gets unchanged', () => {
  const before = structuredClone(message);
  redactMessages([message], 'input', () => 'x');
  expect(message).toEqual(before);
});

test('a redact that replaces everything leaves valid messages, with only roles, types and tool names', () => {
  const redacted: Json = redactMessages([{ ...message, finish_reason: 'stop' }], 'output', () => '[redacted]');
  expectValid(redacted, 'output');
  expect(redacted[0]).toMatchObject({ role: 'user', name: '[redacted]', finish_reason: 'stop' });
  expect(redacted[0].parts[3]).toEqual({ type: 'tool_call', id: 'c1', name: 'f', arguments: '[redacted]' });
  expect(redacted[0].parts[9]).toMatchObject({ filename: '[redacted]', content: '[redacted]', byte_size: 6 });
});

test('redact sees numbers', () => {
  const part = { type: 'hologram', phone: 491_511_234, on: true };
  const digits = (text: string): string => text.replaceAll(/\d{6,}/g, '#');
  expect(redactMessages([part], 'system_instructions', digits)).toEqual([{ ...part, phone: '#' }]);
});

test('redact sees the descriptions of tools, and leaves a schema valid', () => {
  const tools = [{ type: 'function', name: 'f', description: SECRET, parameters: { const: SECRET } }];
  const redacted = redactMessages(tools, 'tool_definitions', masked);
  expect(redacted).toEqual([{ type: 'function', name: 'f', description: '***', parameters: { const: '***' } }]);
  const replaced = redactMessages(tools, 'tool_definitions', () => '***');
  expect(replaced).toMatchObject([{ name: 'f', parameters: { $comment: '***' } }]);
  expectValid(replaced, 'tool_definitions');
});

test('messages are not recorded if redact throws or returns no string, and the report has none of their content', () => {
  const throwing = (text: string): string => {
    if (text.includes('sig=')) throw new Error(text);
    return text;
  };
  expect(redactMessages([message], 'input', throwing)).toBeUndefined();
  expect(redactMessages([message], 'output', (() => undefined) as Json)).toBeUndefined();
  expect(redactMessages([message], 'output', (async () => '') as Json)).toBeUndefined();
  expect(warnings).toEqual([
    'the option redact threw an error; the input is not recorded',
    'the option redact did not return a string; the output is not recorded',
    'the option redact did not return a string; the output is not recorded',
  ]);
});

test('values that JSON does not know are lost, since redact cannot see them', () => {
  const cycle: Json = { secret: SECRET };
  cycle.self = cycle;
  const part = { type: 'tool_call', name: 'f', arguments: cycle };
  expect(redactMessages([part], 'system_instructions', masked)).toEqual([{ ...part, arguments: null }]);
});

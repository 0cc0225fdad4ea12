import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FOLD_LENGTH, foldText, formatJson, readContent } from '../../../src/dashboard/page/call/messages.ts';
import { readVerdicts } from '../../../src/dashboard/page/call/verdicts.ts';
import type { Attributes } from '../../../src/receiver/telemetry.ts';
import type { LogRecord, SpanBody } from '../../../src/store/queries/call.ts';

function body(attributes: Attributes): SpanBody {
  const status = { code: 'unset', message: '' };
  return {
    name: 'chat',
    kind: 'client',
    status,
    attributes,
    events: [],
    resource: {},
    scope: { name: '', version: '' },
  };
}

test('messages are texts with roles, calls of tools and their answers', () => {
  const { request, response } = readContent(
    body({
      'gen_ai.system_instructions': '[{"type":"text","content":"Be brief."}]',
      'gen_ai.input.messages': JSON.stringify([
        { role: 'user', parts: [{ type: 'text', content: '<b>Rain?</b>' }] },
        { role: 'tool', parts: [{ type: 'tool_call_response', id: 'c1', response: '{"rain":false}' }] },
      ]),
      'gen_ai.output.messages': JSON.stringify([
        {
          role: 'assistant',
          parts: [{ type: 'tool_call', id: 'c2', name: 'weather', arguments: { city: 'Bonn' } }],
          finish_reason: 'tool_calls',
        },
      ]),
    }),
    [],
  );
  expect(request).toEqual([
    { role: 'system', parts: [{ label: '', text: 'Be brief.' }] },
    { role: 'user', parts: [{ label: '', text: '<b>Rain?</b>' }] },
    { role: 'tool', parts: [{ label: 'answer to c1', text: '{\n  "rain": false\n}' }] },
  ]);
  expect(response).toEqual([
    {
      role: 'assistant',
      finish: 'tool_calls',
      parts: [{ label: 'call of weather c2', text: '{\n  "city": "Bonn"\n}' }],
    },
  ]);
});

test('messages of an event are read where the span has none', () => {
  const event: LogRecord = {
    time: 0,
    eventName: 'gen_ai.client.inference.operation.details',
    severityText: 'DEBUG',
    body: null,
    attributes: { 'gen_ai.input.messages': [{ role: 'user', parts: [{ type: 'text', content: 'Hello' }] }] },
  };
  expect(readContent(body({}), [event]).request).toEqual([{ role: 'user', parts: [{ label: '', text: 'Hello' }] }]);
});

test.each<[what: string, recorded: unknown, texts: string[]]>([
  ['chat completion', { choices: [{ message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }] }, ['Hi']],
  ['refusal', { choices: [{ message: { content: null, refusal: 'No.' } }] }, ['No.']],
  [
    'call of a tool',
    { choices: [{ message: { tool_calls: [{ id: 'c', function: { name: 'f', arguments: '{"a":1}' } }] } }] },
    ['{\n  "a": 1\n}'],
  ],
  ['completion', { choices: [{ text: 'Once' }] }, ['Once']],
  [
    'response',
    { output: [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Hi' }] }] },
    ['Hi'],
  ],
  ['list of embeddings', { data: [] }, []],
  ['number', 7, []],
])('a recorded %s gives the texts of its answers', (_, recorded, texts) => {
  const { response } = readContent(body({ response: JSON.stringify(recorded) }), []);
  expect(response.flatMap(({ parts }) => parts.map(({ text }) => text))).toEqual(texts);
});

test('content that was cut is shown as it is', () => {
  const cut = '[{"role":"user","parts":[{"type":"te… [cut]';
  const { request, recorded } = readContent(body({ 'gen_ai.input.messages': cut, response: cut }), []);
  expect(request).toEqual([{ role: '', parts: [{ label: '', text: cut }] }]);
  expect(recorded).toBe(cut);
});

test('a call without a body has no content', () => {
  expect(readContent(body({}), [])).toEqual({ request: [], response: [], tools: '', recorded: '' });
});

test('JSON is indented, and other texts stay as they are', () => {
  expect([formatJson('{"a":[1]}'), formatJson('{"a":'), formatJson(undefined)]).toEqual([
    '{\n  "a": [\n    1\n  ]\n}',
    '{"a":',
    '',
  ]);
});

test('JSON is indented as JSON.stringify does it, and a long number stays as it is', () => {
  fc.assert(
    fc.property(fc.json(), (json) => {
      expect(JSON.parse(formatJson(json))).toEqual(JSON.parse(json));
    }),
  );
  const value = { a: [1, { b: [] }, {}, '{,}"\\'], c: { d: null, e: [[]] }, f: true };
  expect(formatJson(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2));
  expect(formatJson('{"ticks":638481757794854611,"text":"\\u00e4"}')).toBe(
    '{\n  "ticks": 638481757794854611,\n  "text": "ä"\n}',
  );
});

test('content that is nested 100,000 levels deep is shown, and does not stop the page', () => {
  const deep = '['.repeat(100_000) + ']'.repeat(100_000);
  expect(formatJson(deep).length).toBeLessThan(100_000 * 2 * 70);
  const messages = `[{"role":"user","parts":[{"type":"tool_call","name":"f","arguments":${deep}}]}]`;
  const { request } = readContent(body({ 'gen_ai.input.messages': messages, response: deep }), []);
  expect(request[0]!.parts[0]!.text).toContain('nested too deeply');
});

test('a long text is folded between two characters', () => {
  expect(foldText('a'.repeat(FOLD_LENGTH))).toBeUndefined();
  expect(foldText('a'.repeat(FOLD_LENGTH + 1))).toHaveLength(FOLD_LENGTH);
  expect(foldText('a'.repeat(FOLD_LENGTH - 1) + '😀')).toHaveLength(FOLD_LENGTH - 1);
});

test('verdicts name what was found in the prompt and in each choice', () => {
  const verdicts = readVerdicts({
    'azure.openai.content_filter.completion.hate.severity': ['safe', 'medium'],
    'azure.openai.content_filter.completion.hate.filtered': [false, true],
    'azure.openai.content_filter.prompt.jailbreak.detected': true,
    'azure.openai.content_filter.prompt.jailbreak.filtered': false,
    'azure.openai.content_filter.prompt.self_harm.severity': 'safe',
    'azure.openai.content_filter.completion.protected_material_code.detected': [true],
    'azure.openai.content_filter.completion.protected_material_code.citation.license': ['MIT'],
  });
  expect(
    verdicts.map(({ source, category, finding, isFiltered, isSafe, details }) => [
      source,
      category,
      finding,
      isFiltered,
      isSafe,
      details,
    ]),
  ).toEqual([
    ['prompt', 'jailbreak', 'detected', false, false, ''],
    ['completion', 'hate (choice 2)', 'medium', true, false, ''],
    ['completion', 'protected material code', 'detected', undefined, false, 'citation license: MIT'],
    ['prompt', 'self harm', 'safe', undefined, true, ''],
    ['completion', 'hate (choice 1)', 'safe', false, true, ''],
  ]);
});

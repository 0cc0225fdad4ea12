import { expect, test } from 'vitest';
import { completionsMessages } from '../../../src/instrumentation/messages/index.ts';
import { expectValid } from './schema.ts';

const text = (content: string): object => ({ type: 'text', content });

test.each<[string, object, object[]]>([
  ['a prompt is a message of the user', { prompt: 'Once' }, [{ role: 'user', parts: [text('Once')] }]],
  [
    'each of many prompts is a message',
    { prompt: ['Once', 'Twice'] },
    [
      { role: 'user', parts: [text('Once')] },
      { role: 'user', parts: [text('Twice')] },
    ],
  ],
  [
    'a prompt in tokens is their number',
    { prompt: [1, 2, 3] },
    [{ role: 'user', parts: [{ type: 'tokens', count: 3 }] }],
  ],
  [
    'each of many prompts in tokens is their number',
    { prompt: [[1], [2, 3]] },
    [
      { role: 'user', parts: [{ type: 'tokens', count: 1 }] },
      { role: 'user', parts: [{ type: 'tokens', count: 2 }] },
    ],
  ],
  [
    'the suffix is a part of its own',
    { prompt: 'Once', suffix: 'the end' },
    [{ role: 'user', parts: [text('Once'), { type: 'suffix', content: 'the end' }] }],
  ],
  ['no prompt is no message', {}, []],
])('legacy completion input: %s', (_, body, expected) => {
  const mapped = completionsMessages.input({ ...body });
  expectValid(mapped, 'input');
  expect(mapped).toEqual(expected);
});

test('each choice of a legacy completion is a message of the assistant', () => {
  const choices = [
    { index: 0, text: ' upon', finish_reason: 'stop' },
    { index: 1, text: '', finish_reason: 'content_filter' },
  ];
  const mapped = completionsMessages.output({ choices });
  expectValid(mapped, 'output');
  expect(mapped).toEqual([
    { role: 'assistant', parts: [text(' upon')], finish_reason: 'stop' },
    { role: 'assistant', parts: [], finish_reason: 'content_filter' },
  ]);
});

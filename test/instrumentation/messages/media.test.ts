import type { ChatCompletionContentPart } from 'openai/resources/chat/completions';
import type { ResponseInputContent } from 'openai/resources/responses/responses';
import { describe, expect, test } from 'vitest';
import { chatMessages, responsesMessages } from '../../../src/instrumentation/messages/index.ts';
import { expectValid } from './schema.ts';

function chatParts(...content: ChatCompletionContentPart[]): unknown {
  const mapped = chatMessages.input({ messages: [{ role: 'user', content }] });
  expectValid(mapped, 'input');
  return mapped[0]!.parts;
}

function responsesParts(...content: ResponseInputContent[]): unknown {
  const mapped = responsesMessages.input({ input: [{ role: 'user', content }] });
  expectValid(mapped, 'input');
  return mapped[0]!.parts;
}

const image = (url: string): ChatCompletionContentPart => ({ type: 'image_url', image_url: { url } });
const photo = Buffer.alloc(3_000_000, 'photo').toString('base64');

describe('images, sound and files', () => {
  test('small media are in the message', () => {
    expect(chatParts(image('data:image/png;base64,QUJDRA=='))).toEqual([
      { type: 'blob', modality: 'image', mime_type: 'image/png', content: 'QUJDRA==', byte_size: 4 },
    ]);
  });

  test('larger media are described only', () => {
    expect(
      chatParts(
        image(`data:image/jpeg;base64,${photo}`),
        { type: 'input_audio', input_audio: { data: photo, format: 'mp3' } },
        { type: 'file', file: { filename: 'a.pdf', file_data: `data:application/pdf;base64,${photo}` } },
      ),
    ).toEqual([
      { type: 'blob', modality: 'image', mime_type: 'image/jpeg', content: '', byte_size: 3_000_000 },
      { type: 'blob', modality: 'audio', mime_type: 'audio/mpeg', content: '', byte_size: 3_000_000 },
      {
        type: 'blob',
        modality: 'document',
        mime_type: 'application/pdf',
        filename: 'a.pdf',
        content: '',
        byte_size: 3_000_000,
      },
    ]);
  });

  test('up to 1024 characters of base64 are in the message', () => {
    const data = (length: number): unknown => chatParts(image(`data:image/png;base64,${'A'.repeat(length)}`));
    expect(data(1024)).toMatchObject([{ content: 'A'.repeat(1024) }]);
    expect(data(1028)).toMatchObject([{ content: '', byte_size: 771 }]);
  });

  test('media elsewhere have their address', () => {
    const uri = 'https://example.com/a.png';
    expect(chatParts(image(uri))).toEqual([{ type: 'uri', modality: 'image', uri }]);
    expect(responsesParts({ type: 'input_image', detail: 'low', image_url: uri })).toEqual([
      { type: 'uri', modality: 'image', uri },
    ]);
    expect(responsesParts({ type: 'input_file', file_url: 'https://example.com/a.pdf' })).toEqual([
      { type: 'uri', modality: 'document', uri: 'https://example.com/a.pdf' },
    ]);
  });

  test('uploaded files have their id', () => {
    expect(chatParts({ type: 'file', file: { file_id: 'file_1' } })).toEqual([
      { type: 'file', modality: 'document', file_id: 'file_1' },
    ]);
    expect(responsesParts({ type: 'input_image', detail: 'auto', file_id: 'file_2' })).toEqual([
      { type: 'file', modality: 'image', file_id: 'file_2' },
    ]);
  });

  test.each([
    [
      'with percent-encoding',
      'data:image/svg+xml,%3Csvg%2F%3E',
      { mime_type: 'image/svg+xml', content: 'PHN2Zy8+', byte_size: 6 },
    ],
    ['in capitals', 'DATA:IMAGE/PNG;charset=x;BASE64,QUJD', { mime_type: 'image/png', content: 'QUJD', byte_size: 3 }],
    ['with malformed escapes', 'data:,%E0%A4%A', { content: Buffer.from('%E0%A4%A').toString('base64') }],
    ['with too many bytes', `data:image/svg+xml,${'<'.repeat(2000)}`, { content: '', byte_size: 2000 }],
    ['without a comma', `data:${'x'.repeat(5000)}`, { content: '', byte_size: 5005 }],
  ])('a data URL %s is read', (_, url, expected) => {
    expect(chatParts(image(url))).toMatchObject([{ type: 'blob', modality: 'image', ...expected }]);
  });

  test('unreadable media are kept as they are', () => {
    expect(chatParts({ type: 'file', file: {} })).toEqual([{ type: 'openai.file', file: {} }]);
  });
});

test('bytes are not inlined in a text either', () => {
  const random = Buffer.from(Array.from({ length: 3000 }, (_, n) => (n * 7919) % 251)).toString('base64');
  const mapped = responsesMessages.input({
    input: [
      { type: 'function_call_output', call_id: '1', output: `data:image/png;base64,${photo}` },
      { type: 'function_call_output', call_id: '2', output: random },
      { type: 'function_call', call_id: '3', name: 'save', arguments: JSON.stringify({ image: random }) },
      { type: 'hologram', frames: [{ bytes: random }] },
      { role: 'user', content: [{ type: 'input_image', image_url: random }] },
    ],
  });
  expectValid(mapped, 'input');
  expect(mapped.flatMap(({ parts }) => parts)).toEqual([
    { type: 'tool_call_response', id: '1', response: '[omitted: image/png, 3000000 bytes]' },
    { type: 'tool_call_response', id: '2', response: '[omitted: base64, 3000 bytes]' },
    { type: 'tool_call', id: '3', name: 'save', arguments: { image: '[omitted: base64, 3000 bytes]' } },
    { type: 'hologram', frames: [{ bytes: '[omitted: base64, 3000 bytes]' }] },
    { type: 'uri', modality: 'image', uri: '[omitted: base64, 3000 bytes]' },
  ]);
});

test('a long text is not taken for bytes, however it looks', () => {
  const texts = ['x'.repeat(5000), 'c0ffee'.repeat(500), 'Words1, '.repeat(1000), `${'-'.repeat(3000)}Aa1`];
  const messages = texts.map((content) => ({ role: 'tool', content }));
  const parts = chatMessages.input({ messages }).flatMap((message) => message.parts);
  expect(parts).toEqual(texts.map((response) => ({ type: 'tool_call_response', response })));
});

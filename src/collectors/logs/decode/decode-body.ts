import { isUtf8 } from 'node:buffer';
import { decodeBrokenText, decodeBrokenUtf8 } from './decode-broken.ts';
import type { SanitizeOptions } from './mend-json.ts';
import { type Decoded, recordsOf } from './records-of.ts';

const BYTE_ORDER_MARK = 0xfeff;

/**
 * The records of an event's body: `{"records": […]}`, a list, one object, or lines that are any of these; with or
 * without a byte order mark. JSON that does not parse is mended as the options allow. What still can't be read stands
 * in its place among the records, and the others are read. An empty body has no records.
 */
export function decodeBody(body: Uint8Array, options: SanitizeOptions = {}): Decoded[] {
  if (!isUtf8(body)) return decodeBrokenUtf8(body, (line) => decodeText(line, options));
  return decodeText(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'), options);
}

function decodeText(received: string, options: SanitizeOptions): Decoded[] {
  const text = received.charCodeAt(0) === BYTE_ORDER_MARK ? received.slice(1) : received;
  try {
    return recordsOf(text);
  } catch (error) {
    if (text.trim() === '') return [];
    return decodeBrokenText(text, error, options);
  }
}

import { isUtf8 } from 'node:buffer';
import { decodeBrokenText, decodeBrokenUtf8, decodeDamaged } from './decode-invalid.ts';
import type { SanitizeOptions } from './repair-json.ts';
import { type Decoded, holdsRecords, recordsOf } from './read-records.ts';

const BYTE_ORDER_MARK = 0xfeff;

/**
 * The records of an event's body: `{"records": […]}`, a list, one object, or lines that are any of these; in UTF-8, with
 * or without a byte order mark, or in UTF-16; zeros behind it are padding. JSON that does not parse is mended as the
 * options allow. A record that still can't be read stands in its place among the others, which are read. An empty body
 * has no records.
 */
export function decodeBody(body: Uint8Array, options: SanitizeOptions = {}): Decoded[] {
  const text = utf16(body) ?? (isUtf8(body) ? bufferOf(body).toString('utf8') : undefined);
  if (text !== undefined) return decodeText(text, options);
  return decodeBrokenUtf8(body, (line) => decodeText(line, options), options);
}

function decodeText(received: string, options: SanitizeOptions): Decoded[] {
  const marked = received.charCodeAt(0) === BYTE_ORDER_MARK ? received.slice(1) : received;
  const text = withoutPadding(marked);
  try {
    const decoded = recordsOf(text);
    const [{ record } = {}] = decoded;
    if (decoded.length !== 1 || !record || !holdsRecords(record)) return decoded;
    return decodeDamaged(text, options) ?? decoded;
  } catch (error) {
    if (text.trim() === '') return [];
    return decodeBrokenText(text, error, options);
  }
}

function withoutPadding(text: string): string {
  let end = text.length;
  while (text.charCodeAt(end - 1) === 0) end -= 1;
  return end === 0 ? text : text.slice(0, end);
}

/** The text of a body in UTF-16: it has a byte order mark, or begins with two signs of JSON's. */
function utf16(body: Uint8Array): string | undefined {
  const [first, second, third, fourth] = body;
  const isBigEndian = (first === 0xfe && second === 0xff) || (first === 0 && second !== 0 && third === 0);
  const isLittleEndian = (first === 0xff && second === 0xfe) || (first !== 0 && second === 0 && fourth === 0);
  if (!isBigEndian && !isLittleEndian) return undefined;
  try {
    return new TextDecoder(isBigEndian ? 'utf-16be' : 'utf-16le', { fatal: true }).decode(body);
  } catch {
    return undefined;
  }
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

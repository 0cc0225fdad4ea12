import { isUtf8 } from 'node:buffer';
import { decodeInvalidText, decodeInvalidUtf8, salvageRecords } from './decode-invalid.ts';
import { type Decoded, holdsRecords, readRecords } from './read-records.ts';
import type { SanitizeOptions } from './repair-json.ts';
import { trimSpace } from './scan-json.ts';

const BYTE_ORDER_MARK = 0xfeff;

/**
 * Decodes the body of an event into its records.
 *
 * 1. Bytes become text: UTF-8 with or without a byte order mark, or UTF-16. Zeros at the end are padding.
 * 2. JSON becomes records (read-records.ts): `{"records": […]}`, a list, or one object. `JSON.parse` reads them; the text
 *    of a record and its numbers beyond 2^53 are looked up later, and only if needed (record-source.ts).
 * 3. A text that is not JSON is read by lines that are any of these, or repaired as the options allow (repair-json.ts).
 *    If both fail, the whole records in it are found (salvage.ts). The reading with the most records is taken
 *    (decode-invalid.ts). Bytes that are not UTF-8 are read by the same steps.
 *
 * A record that cannot be read is an unreadable record at its place among the others, with the text or bytes that were
 * received. Nothing is dropped. An empty body has no records.
 */
export function decodeBody(body: Uint8Array, options: SanitizeOptions = {}): Decoded[] {
  const text = readUtf16(body) ?? (isUtf8(body) ? toBuffer(body).toString('utf8') : undefined);
  if (text !== undefined) return decodeText(text, options);
  return decodeInvalidUtf8(body, (line) => decodeText(line, options), options);
}

function decodeText(received: string, options: SanitizeOptions): Decoded[] {
  const text = withoutPadding(received.charCodeAt(0) === BYTE_ORDER_MARK ? received.slice(1) : received);
  try {
    const decoded = readRecords(text);
    const [{ record } = {}] = decoded;
    if (decoded.length !== 1 || !record || !holdsRecords(record)) return decoded;
    return salvageRecords(text, options) ?? decoded;
  } catch (error) {
    if (trimSpace(text) === '') return [];
    return decodeInvalidText(text, error, options);
  }
}

function withoutPadding(text: string): string {
  let end = text.length;
  while (text.charCodeAt(end - 1) === 0) end -= 1;
  return end === 0 ? text : text.slice(0, end);
}

/** Returns the text of a body in UTF-16: it has a byte order mark, or begins with two ASCII characters. */
function readUtf16(body: Uint8Array): string | undefined {
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

function toBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

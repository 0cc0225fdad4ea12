import { isUtf8 } from 'node:buffer';
import { jsonProblem } from './json.ts';
import { type SanitizeOptions, mendedTexts } from './repair-json.ts';
import { type Decoded, looksLikeRecord, recordsOf } from './read-records.ts';
import { salvage } from './salvage.ts';

/** A line that can't be read as it is. */
interface BrokenLine {
  readonly line: string;
  readonly problem: string;
}

/** The records of a text that is not JSON as a whole: lines, or something to mend. */
export function decodeBrokenText(text: string, error: unknown, options: SanitizeOptions): Decoded[] {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  // A first line that can be read tells lines from one record that breaks are in.
  if (lines.length > 1 && hasRecords(readRecords(lines[0] as string))) return decodeLines(lines, options);
  const mended = mendedRecords(text, options);
  if (mended !== undefined) return mended;
  const found = fullest([lines.length > 1 ? decodeLines(lines, options) : [], salvageText(text, options)]);
  return found ?? [{ reason: `the body is ${jsonProblem(error)}`, body: text, whole: true }];
}

function decodeLines(lines: readonly string[], options: SanitizeOptions): Decoded[] {
  const decoded: Decoded[] = [];
  let broken: BrokenLine[] = [];
  for (const line of lines) {
    const records = readRecords(line);
    if (typeof records === 'string') {
      broken.push({ line, problem: records });
      continue;
    }
    for (const record of decodeBrokenLines(broken, options)) decoded.push(record);
    broken = [];
    for (const record of records) decoded.push(record);
  }
  for (const record of decodeBrokenLines(broken, options)) decoded.push(record);
  return decoded;
}

/** Lines in a row that can't be read: one record that breaks are in, or else each by itself. */
function decodeBrokenLines(broken: readonly BrokenLine[], options: SanitizeOptions): Decoded[] {
  const together = broken.length > 1 ? mendedRecords(broken.map(({ line }) => line).join('\n'), options) : undefined;
  if (together !== undefined) return together;
  return broken.flatMap(
    ({ line, problem }): Decoded[] =>
      mendedRecords(line, options) ??
      ofRecords(salvageText(line, options)) ?? [{ reason: `the line is ${problem}`, body: line }],
  );
}

function mendedRecords(text: string, options: SanitizeOptions): Decoded[] | undefined {
  for (const mended of mendedTexts(text, options)) {
    const records = readRecords(mended);
    if (typeof records !== 'string') return records;
  }
  return undefined;
}

/** @returns what is wrong with the text if it has no records */
function readRecords(text: string): Decoded[] | string {
  // A body of nothing but short lines must not cost a SyntaxError for each.
  const trimmed = text.trim();
  if (trimmed[0] !== '{' && trimmed[0] !== '[') return 'no JSON object or list';
  if (!trimmed.endsWith('}') && !trimmed.endsWith(']')) return 'no JSON: it breaks off';
  try {
    return recordsOf(text);
  } catch (error) {
    return jsonProblem(error);
  }
}

function hasRecords(decoded: readonly Decoded[] | string): boolean {
  return typeof decoded !== 'string' && decoded.some((one) => one.record !== undefined);
}

/** The reading with the most records, and then the least damage; undefined if none has a record. */
function fullest(readings: readonly Decoded[][]): Decoded[] | undefined {
  const records = (decoded: Decoded[]): number => decoded.filter(({ record }) => record !== undefined).length;
  const damage = (decoded: Decoded[]): number =>
    decoded.reduce((bytes, one) => bytes + (one.record === undefined ? one.body.length : 0), 0);
  return readings
    .filter(hasRecords)
    .toSorted((a, b) => records(b) - records(a) || a.length - b.length || damage(a) - damage(b))[0];
}

/** A damaged line may be a part of one record: then what is whole in it is no record. */
function ofRecords(decoded: Decoded[]): Decoded[] | undefined {
  const isOfRecords = decoded.every(({ record }) => record === undefined || looksLikeRecord(record));
  return isOfRecords ? fullest([decoded]) : undefined;
}

/** The whole records of a damaged text, and its damage; undefined if it has no whole record. */
export function decodeDamaged(text: string, options: SanitizeOptions): Decoded[] | undefined {
  return fullest([salvageText(text, options)]);
}

function salvageText(text: string, options: SanitizeOptions): Decoded[] {
  return salvage(text).flatMap(({ from, to, isRecord }) => readPart(text.slice(from, to), isRecord, options));
}

function readPart(text: string, isRecord: boolean, options: SanitizeOptions): Decoded[] {
  if (isRecord) return recordsOf(text);
  const problem = readRecords(text);
  if (typeof problem !== 'string') return [{ reason: 'there is an object that is no record', body: text }];
  return mendedRecords(text, options) ?? [{ reason: `the record is ${problem}`, body: text }];
}

/** The records of a body with bytes that are no UTF-8: those that are, in a list or on lines of their own. */
export function decodeBrokenUtf8(
  body: Uint8Array,
  decodeText: (text: string) => Decoded[],
  options: SanitizeOptions,
): Decoded[] {
  const lines = bytesOfLines(body);
  const byLine = (line: Uint8Array): Decoded[] => {
    const text = utf8(line);
    if (text !== undefined) return decodeText(text);
    return ofRecords(salvageBytes(line, options)) ?? [{ reason: 'the line is no UTF-8', ...base64(line) }];
  };
  const found = fullest([lines.length > 1 ? lines.flatMap(byLine) : [], salvageBytes(body, options)]);
  return found ?? [{ reason: `the body is ${kindOfBytes(body)}`, ...base64(body), whole: true }];
}

/** Of bytes as Latin-1, JSON has the same structure: no byte of a longer UTF-8 character is one of its signs. */
function salvageBytes(bytes: Uint8Array, options: SanitizeOptions): Decoded[] {
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
  const view = Buffer.from(marked.buffer, marked.byteOffset, marked.byteLength).toString('latin1');
  return salvage(view).flatMap(({ from, to, isRecord }): Decoded[] => {
    const part = marked.subarray(from, to);
    const text = utf8(part);
    return text === undefined
      ? [{ reason: 'the record is no UTF-8', ...base64(part) }]
      : readPart(text, isRecord, options);
  });
}

function kindOfBytes(body: Uint8Array): string {
  return body[0] === 0x1f && body[1] === 0x8b ? 'compressed (gzip), which is not read' : 'no UTF-8';
}

function bytesOfLines(body: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = [];
  let from = 0;
  for (let to = body.indexOf(0x0a); to !== -1; to = body.indexOf(0x0a, from)) {
    lines.push(body.subarray(from, to));
    from = to + 1;
  }
  lines.push(body.subarray(from));
  return lines;
}

function utf8(bytes: Uint8Array): string | undefined {
  return isUtf8(bytes) ? new TextDecoder().decode(bytes) : undefined;
}

function base64(bytes: Uint8Array): { body: string; encoding: 'base64' } {
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
  return { body, encoding: 'base64' };
}

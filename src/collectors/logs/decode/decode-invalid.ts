import { isUtf8 } from 'node:buffer';
import { describeSyntaxError } from './json.ts';
import { type Decoded, looksLikeRecord, readRecords } from './read-records.ts';
import { repairCandidates, type SanitizeOptions } from './repair-json.ts';
import { salvage } from './salvage.ts';
import { trimSpace } from './scan-json.ts';

interface InvalidLine {
  readonly line: string;
  readonly problem: string;
}

/** Decodes a text that is not JSON as a whole: lines of JSON, or JSON to repair. */
export function decodeInvalidText(text: string, error: unknown, options: SanitizeOptions): Decoded[] {
  const lines = text
    .split('\n')
    // Lines of files that were joined start with a byte order mark.
    .map((line) => trimSpace(line.replace(/^\uFEFF/, '')))
    .filter((line) => line !== '');
  // A readable first line distinguishes lines of records from one record with line breaks in it.
  if (lines.length > 1 && hasRecords(tryRead(lines[0] as string))) return decodeLines(lines, options);
  const repaired = readRepaired(text, options);
  if (repaired !== undefined) return repaired;
  const best = chooseBest([lines.length > 1 ? decodeLines(lines, options) : [], salvageText(text, options)]);
  return best ?? [{ reason: `the body is ${describeSyntaxError(error)}`, body: text, whole: true }];
}

function decodeLines(lines: readonly string[], options: SanitizeOptions): Decoded[] {
  const decoded: Decoded[][] = [];
  let invalid: InvalidLine[] = [];
  for (const line of lines) {
    const records = tryRead(line);
    if (typeof records === 'string') {
      invalid.push({ line, problem: records });
    } else {
      decoded.push(decodeInvalidLines(invalid, options), records);
      invalid = [];
    }
  }
  return [...decoded, decodeInvalidLines(invalid, options)].flat();
}

/** Decodes invalid lines in a row: one record with line breaks in it, or else each line by itself. */
function decodeInvalidLines(invalid: readonly InvalidLine[], options: SanitizeOptions): Decoded[] {
  const joined = invalid.length > 1 ? readRepaired(invalid.map(({ line }) => line).join('\n'), options) : undefined;
  if (joined !== undefined) return joined;
  return invalid.flatMap(
    ({ line, problem }): Decoded[] =>
      readRepaired(line, options) ??
      chooseRecords(salvageText(line, options)) ?? [{ reason: `the line is ${problem}`, body: line }],
  );
}

function readRepaired(text: string, options: SanitizeOptions): Decoded[] | undefined {
  for (const candidate of repairCandidates(text, options)) {
    const records = tryRead(candidate);
    if (typeof records !== 'string') return records;
  }
  return undefined;
}

/** @returns the problem if the text is not JSON with records */
function tryRead(text: string): Decoded[] | string {
  // Checked first, since a SyntaxError for each of many short lines is slow.
  const trimmed = text.trim();
  if (trimmed[0] !== '{' && trimmed[0] !== '[') return 'not a JSON object or list';
  if (!trimmed.endsWith('}') && !trimmed.endsWith(']')) return 'not JSON: it ends too early';
  try {
    return readRecords(text);
  } catch (error) {
    return describeSyntaxError(error);
  }
}

function hasRecords(decoded: readonly Decoded[] | string): boolean {
  return typeof decoded !== 'string' && decoded.some((one) => one.record !== undefined);
}

/** Returns the reading with the most records, and then the least damage; undefined if none has a record. */
function chooseBest(readings: readonly Decoded[][]): Decoded[] | undefined {
  const records = (decoded: Decoded[]): number => decoded.filter(({ record }) => record !== undefined).length;
  const damage = (decoded: Decoded[]): number =>
    decoded.reduce((length, one) => length + (one.record === undefined ? one.body.length : 0), 0);
  return readings
    .filter(hasRecords)
    .toSorted((a, b) => records(b) - records(a) || a.length - b.length || damage(a) - damage(b))[0];
}

/** Rejects the objects of a damaged line that do not look like records: the line may be a part of one record. */
function chooseRecords(decoded: Decoded[]): Decoded[] | undefined {
  const areRecords = decoded.every(({ record }) => record === undefined || looksLikeRecord(record));
  return areRecords ? chooseBest([decoded]) : undefined;
}

/** Returns the whole records of a damaged text, and its damage; undefined if it has no whole record. */
export function salvageRecords(text: string, options: SanitizeOptions): Decoded[] | undefined {
  return chooseBest([salvageText(text, options)]);
}

function salvageText(text: string, options: SanitizeOptions): Decoded[] {
  return salvage(text).flatMap(({ from, to, isRecord }) => readPart(text.slice(from, to), isRecord, options));
}

function readPart(text: string, isRecord: boolean, options: SanitizeOptions): Decoded[] {
  if (isRecord) return readRecords(text);
  const problem = tryRead(text);
  if (typeof problem !== 'string') return [{ reason: 'an object is not a record', body: text }];
  return readRepaired(text, options) ?? [{ reason: `the record is ${problem}`, body: text }];
}

/** Decodes bytes that are not UTF-8: the records in UTF-8 are read, from a list or from lines. */
export function decodeInvalidUtf8(
  body: Uint8Array,
  decodeText: (text: string) => Decoded[],
  options: SanitizeOptions,
): Decoded[] {
  const lines = splitLines(body);
  const decodeLine = (line: Uint8Array): Decoded[] => {
    const text = readUtf8(line);
    if (text !== undefined) return decodeText(text);
    return chooseRecords(salvageBytes(line, options)) ?? [{ reason: 'the line is not UTF-8', ...toBase64(line) }];
  };
  const best = chooseBest([lines.length > 1 ? lines.flatMap(decodeLine) : [], salvageBytes(body, options)]);
  const isGzip = body[0] === 0x1f && body[1] === 0x8b;
  const problem = isGzip ? 'compressed (gzip), which is not supported' : 'not UTF-8';
  return best ?? [{ reason: `the body is ${problem}`, ...toBase64(body), whole: true }];
}

/** Read as Latin-1, the bytes have the same JSON structure: no byte of a longer UTF-8 character is ASCII. */
function salvageBytes(bytes: Uint8Array, options: SanitizeOptions): Decoded[] {
  const content = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
  const latin1 = Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString('latin1');
  return salvage(latin1).flatMap(({ from, to, isRecord }): Decoded[] => {
    const part = content.subarray(from, to);
    const text = readUtf8(part);
    return text === undefined
      ? [{ reason: 'the record is not UTF-8', ...toBase64(part) }]
      : readPart(text, isRecord, options);
  });
}

function splitLines(body: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = [];
  let from = 0;
  for (let to = body.indexOf(0x0a); to !== -1; to = body.indexOf(0x0a, from)) {
    lines.push(body.subarray(from, to));
    from = to + 1;
  }
  lines.push(body.subarray(from));
  return lines;
}

function readUtf8(bytes: Uint8Array): string | undefined {
  return isUtf8(bytes) ? new TextDecoder().decode(bytes) : undefined;
}

function toBase64(bytes: Uint8Array): { body: string; encoding: 'base64' } {
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
  return { body, encoding: 'base64' };
}

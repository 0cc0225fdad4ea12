import { isUtf8 } from 'node:buffer';
import { jsonProblem } from './json-problem.ts';
import { type SanitizeOptions, mendedTexts } from './mend-json.ts';
import { type Decoded, recordsOf } from './records-of.ts';

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
  if (lines.length > 1) {
    const decoded = decodeLines(lines, options);
    if (hasRecords(decoded)) return decoded;
  }
  return [{ reason: `the body is ${jsonProblem(error)}`, body: text, whole: true }];
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
      mendedRecords(line, options) ?? [{ reason: `the line is ${problem}`, body: line }],
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

/** The records of a body with bytes that are no UTF-8: of the lines that are, or none. */
export function decodeBrokenUtf8(body: Uint8Array, decodeLine: (line: string) => Decoded[]): Decoded[] {
  const decoded = bytesOfLines(body).flatMap((line): Decoded[] => {
    const text = utf8(line);
    return text === undefined ? [{ reason: 'the line is no UTF-8', ...base64(line) }] : decodeLine(text);
  });
  return hasRecords(decoded) ? decoded : [{ reason: 'the body is no UTF-8', ...base64(body), whole: true }];
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

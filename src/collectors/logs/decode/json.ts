import { parseWithSources } from '../../../json.ts';
import { isRawJson, type JsonValue, toRawJson } from '../../contracts/document.ts';

const INTEGER = /^-?\d+$/;

/** Returns the integer of a {@link RawJson}, undefined for any other value. */
export function readRawInteger(value: unknown): bigint | undefined {
  return isRawJson(value) && INTEGER.test(value.rawJSON) ? BigInt(value.rawJSON) : undefined;
}

/** Reports whether a double may differ from the integer that was written. */
export function isInexact(value: number): boolean {
  return value > Number.MAX_SAFE_INTEGER || value < -Number.MAX_SAFE_INTEGER;
}

/** Parses as `JSON.parse` does, and keeps numbers that no double can hold as {@link RawJson}. Several times slower. */
export function parseExactly(text: string): JsonValue {
  return parseWithSources(text, (_key, value, context) => {
    if (typeof value !== 'number' || !isInexact(value)) return value;
    const { source = String(value) } = context;
    return !Number.isFinite(value) || INTEGER.test(source) ? toRawJson(source) : value;
  }) as JsonValue;
}

/**
 * Describes why `JSON.parse` refused a text. V8's message may quote the text, and so a prompt: only its position is
 * used.
 */
export function describeSyntaxError(error: unknown): string {
  const message = error instanceof SyntaxError ? error.message : '';
  const position = /at position (\d+)(?: \(line \d+ column \d+\))?$/.exec(message)?.[1];
  if (position !== undefined) return `not JSON: invalid at position ${position}`;
  return message === 'Unexpected end of JSON input' ? 'not JSON: it ends too early' : 'not JSON';
}

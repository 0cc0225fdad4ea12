import { isObject } from '../../json.ts';
import { parseHeaders } from '../../otlp/endpoint.ts';
import type { Setting } from './settings.ts';

/** A value; or a description of valid ones, which continues "must be". */
export type Parsed = { readonly value: unknown } | { readonly expected: string };

/** Units of durations, in milliseconds. */
const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

const ONE_LINE = 'one line of text: it has a line break or another control character';

/**
 * Parses the value of a setting.
 *
 * @param raw text of a flag, a variable or a default; or a value from YAML
 */
export function parseSetting(setting: Setting, raw: unknown): Parsed {
  switch (setting.type) {
    case 'text':
      return parseText(setting, toText(raw));
    case 'list':
      return parseList(raw);
    case 'boolean':
      return parseBoolean(toText(raw).toLowerCase());
    case 'integer':
      return parseInteger(setting, toText(raw));
    case 'duration':
      return parseDurationSetting(setting, toText(raw));
    case 'headers':
      return parseHeadersSetting(raw);
  }
}

/** Returns the value of a setting that is not set. */
export function defaultValue(setting: Setting): unknown {
  if (setting.default !== undefined) return (parseSetting(setting, setting.default) as { value: unknown }).value;
  return setting.type === 'list' ? [] : setting.type === 'headers' ? {} : undefined;
}

function parseText({ choices }: Setting, text: string): Parsed {
  if (text === '') return { expected: 'a text' };
  if (hasControls(text)) return { expected: ONE_LINE };
  if (choices && !choices.includes(text.toLowerCase())) return { expected: `one of ${choices.join(', ')}` };
  return { value: choices ? text.toLowerCase() : text };
}

function parseList(raw: unknown): Parsed {
  const items: unknown[] = Array.isArray(raw) ? raw : [raw];
  if (!items.every(isScalar)) return { expected: 'a list of texts' };
  const parts = items.flatMap((item) => String(item).split(','));
  const values = parts.map((part) => part.trim()).filter((part) => part !== '');
  return values.some(hasControls) ? { expected: `a list, each of ${ONE_LINE}` } : { value: values };
}

/** A name, URL, key or header with one is refused by clients, or is taken for a wrong key. */
function hasControls(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  return /[\u0000-\u001f\u007f]/.test(text);
}

function parseBoolean(text: string): Parsed {
  if (['true', '1', 'yes', 'on'].includes(text)) return { value: true };
  if (['false', '0', 'no', 'off'].includes(text)) return { value: false };
  return { expected: 'true or false' };
}

function parseInteger({ least = Number.MIN_SAFE_INTEGER, most }: Setting, text: string): Parsed {
  const value = Number(text);
  if (/^[+-]?\d+$/.test(text) && value >= least && value <= (most ?? Number.MAX_SAFE_INTEGER)) return { value };
  return {
    expected: most === undefined ? `a whole number, ${least} or more` : `a whole number from ${least} to ${most}`,
  };
}

function parseDurationSetting({ least = 0 }: Setting, text: string): Parsed {
  const value = parseDuration(text);
  if (value !== undefined && value >= least && value <= Number.MAX_SAFE_INTEGER) return { value };
  return { expected: `a duration such as 300s or 5m, ${least / 1000}s or more` };
}

/** Returns a duration in milliseconds, such as 90000 of `90`, `90s` or `1m30s`; undefined for other text. */
export function parseDuration(text: string): number | undefined {
  if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text) * 1000;
  if (!/^(?:\d+(?:\.\d+)?(?:ms|[smhd]))+$/.test(text)) return undefined;
  return [...text.matchAll(/([\d.]+)(ms|[smhd])/g)].reduce(
    (sum, [, size, unit]) => sum + Number(size) * UNITS[unit!]!,
    0,
  );
}

function parseHeadersSetting(raw: unknown): Parsed {
  const isMap = isObject(raw);
  const text = Array.isArray(raw) ? raw.join(',') : toText(raw);
  const headers: readonly (readonly [string, unknown])[] = isMap ? Object.entries(raw) : parseHeaders(text);
  const isComplete = isMap || headers.length === text.split(',').filter((pair) => pair.trim() !== '').length;
  if (!isComplete || !headers.every(([name, value]) => HEADER_NAME.test(name) && isScalar(value))) {
    return { expected: 'name=value,name=value, with percent-encoded values, or a map' };
  }
  const values = headers.map(([name, value]) => [name, toText(value)] as const);
  if (values.some(([, value]) => hasControls(value))) return { expected: `values of ${ONE_LINE}` };
  return { value: Object.fromEntries(values) };
}

const HEADER_NAME = /^[!#$%&'*+.^_`|~\w-]+$/;

function isScalar(raw: unknown): raw is string | number | boolean {
  return typeof raw === 'string' || typeof raw === 'number' || typeof raw === 'boolean';
}

function toText(raw: unknown): string {
  return isScalar(raw) ? String(raw).trim() : '';
}

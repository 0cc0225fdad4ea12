import { definitionOf } from './setting-definitions.ts';
import type { SettingDefinition } from './setting-definition.ts';

/** A value, or what is wrong with it, as what follows "must be". */
export type Parsed = { readonly value: unknown } | { readonly expected: string };

/** The units of durations, in milliseconds. */
const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * What a setting is, written as text (a flag, a variable, a default) or as the value of a file.
 *
 * @param raw text, or what YAML made of it
 */
export function parseSetting(setting: SettingDefinition, raw: unknown): Parsed {
  switch (setting.type) {
    case 'text':
      return parseText(setting, raw);
    case 'list':
      return parseList(raw);
    case 'boolean':
      return parseBoolean(raw);
    case 'integer':
      return parseInteger(setting, raw);
    case 'duration':
      return parseDuration(setting, raw);
    case 'headers':
      return parseHeaders(raw);
  }
}

/** The default of a setting; it parses, as a test makes sure. */
export function defaultOf(name: SettingDefinition['name']): unknown {
  const setting = definitionOf(name);
  if (setting?.default === undefined)
    return setting?.type === 'list' ? [] : setting?.type === 'headers' ? {} : undefined;
  const parsed = parseSetting(setting, setting.default);
  return 'value' in parsed ? parsed.value : undefined;
}

function parseText({ choices }: SettingDefinition, raw: unknown): Parsed {
  const text = textOf(raw)?.trim();
  if (text === undefined || text === '') return { expected: 'a text' };
  if (hasControls(text)) return { expected: ONE_LINE };
  if (choices && !choices.includes(text.toLowerCase())) return { expected: `one of ${choices.join(', ')}` };
  return { value: choices ? text.toLowerCase() : text };
}

function parseList(raw: unknown): Parsed {
  const items = (Array.isArray(raw) ? raw : [raw]).map(textOf);
  if (items.includes(undefined)) return { expected: 'a list of texts' };
  const parts = items.flatMap((item) => item!.split(',').map((part) => part.trim())).filter((item) => item !== '');
  return parts.some(hasControls) ? { expected: `a list, each of ${ONE_LINE}` } : { value: parts };
}

const ONE_LINE = 'one line of text: there is a line break or another control character within it';

/** No name, URL, key or header has one: a client would refuse it, or take it for a key that is wrong. */
function hasControls(text: string): boolean {
  // oxlint-disable-next-line no-control-regex
  return /[\u0000-\u001f\u007f]/.test(text);
}

function parseBoolean(raw: unknown): Parsed {
  const text = textOf(raw)?.trim().toLowerCase();
  if (text === 'true' || text === '1' || text === 'yes' || text === 'on') return { value: true };
  if (text === 'false' || text === '0' || text === 'no' || text === 'off') return { value: false };
  return { expected: 'true or false' };
}

function parseInteger({ least = Number.MIN_SAFE_INTEGER, most }: SettingDefinition, raw: unknown): Parsed {
  const text = textOf(raw)?.trim() ?? '';
  const value = Number(text);
  if (/^[+-]?\d+$/.test(text) && value >= least && value <= (most ?? Number.MAX_SAFE_INTEGER)) return { value };
  return {
    expected: most === undefined ? `a whole number, ${least} or more` : `a whole number from ${least} to ${most}`,
  };
}

function parseDuration({ least = 0 }: SettingDefinition, raw: unknown): Parsed {
  const text = textOf(raw)?.trim() ?? '';
  const value = durationOf(text);
  if (value !== undefined && value >= least && value <= Number.MAX_SAFE_INTEGER) return { value };
  return { expected: `a duration such as 300s or 5m, ${least / 1000}s or more` };
}

/** A duration in ms, such as 90000 of `90`, `90s` or `1m30s`; undefined if it is none. */
export function durationOf(text: string): number | undefined {
  if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text) * 1000;
  if (!/^(?:\d+(?:\.\d+)?(?:ms|[smhd]))+$/.test(text)) return undefined;
  return [...text.matchAll(/([\d.]+)(ms|[smhd])/g)].reduce(
    (sum, [, size, unit]) => sum + Number(size) * UNITS[unit!]!,
    0,
  );
}

/** @see https://opentelemetry.io/docs/specs/otel/protocol/exporter/#specifying-headers-via-environment-variables */
function parseHeaders(raw: unknown): Parsed {
  const expected = 'name=value,name=value, with percent-encoded values, or a map';
  if (typeof raw === 'object' && raw !== null && !Array.isArray(raw)) {
    const entries = Object.entries(raw).map(([name, value]) => [name, textOf(value)?.trim()] as const);
    const isRight = entries.every(([name, value]) => value !== undefined && HEADER_NAME.test(name));
    return isRight ? headersOf(Object.fromEntries(entries) as Record<string, string>) : { expected };
  }
  const headers: Record<string, string> = {};
  const parts = (Array.isArray(raw) ? raw.join(',') : (textOf(raw) ?? '=')).split(',');
  for (const part of parts.filter((part) => part.trim() !== '')) {
    const [, name, value] = /^\s*([!#$%&'*+.^_`|~\w-]+)\s*=\s*([^;]*)/.exec(part) ?? [];
    if (name === undefined || value === undefined) return { expected };
    headers[name] = decoded(value.trim()).trim();
  }
  return headersOf(headers);
}

const HEADER_NAME = /^[!#$%&'*+.^_`|~\w-]+$/;

function headersOf(headers: Readonly<Record<string, string>>): Parsed {
  return Object.values(headers).some(hasControls) ? { expected: `values of ${ONE_LINE}` } : { value: headers };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // A stray % is meant as it stands.
  }
}

function textOf(raw: unknown): string | undefined {
  return typeof raw === 'string' || typeof raw === 'number' || typeof raw === 'boolean' ? String(raw) : undefined;
}

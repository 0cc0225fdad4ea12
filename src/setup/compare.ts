import { isObject } from '../json.ts';

/** A place where a state is not the expected one. */
export interface Difference {
  /** Such as `panels.3.config.title`. */
  readonly path: string;
  readonly problem: string;
}

/** Members whose absence means the same as these values, which are the server's defaults. */
const DEFAULTS: Readonly<Record<string, readonly unknown[]>> = {
  decimals: [2],
  language: ['kql', 'kuery'],
  limit: [5],
  metric_index: [0],
  percentile: [95],
  sampling: [1],
  suggested_interval: ['auto'],
  sync_cursor: [true],
  use_margins: [true],
  width: ['medium'],
};

/**
 * Compares a state with the expected one after filling in defaults: members that only the server has are its defaults, and
 * an expected member that is empty may be absent. Lists must have the same length.
 */
export function findDifferences(expected: unknown, actual: unknown, path = ''): Difference[] {
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual)) return expected.length === 0 && actual === undefined ? [] : [unlike(path, actual)];
    if (expected.length !== actual.length) {
      return [{ path, problem: `has ${actual.length} items in place of ${expected.length}` }];
    }
    return expected.flatMap((item, index) => findDifferences(item, actual[index], join(path, String(index))));
  }
  if (isObject(expected)) {
    if (actual === undefined && Object.keys(expected).length === 0) return [];
    if (!isObject(actual)) return [unlike(path, actual)];
    return Object.entries(expected).flatMap(([name, value]) => {
      const isDefault = actual[name] === undefined && (isEmpty(value) || DEFAULTS[name]?.includes(value));
      return isDefault ? [] : findDifferences(value, actual[name], join(path, name));
    });
  }
  return expected === actual ? [] : [unlike(path, actual)];
}

function isEmpty(value: unknown): boolean {
  return value === '' || value === false || value === null || value === undefined;
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function unlike(path: string, actual: unknown): Difference {
  return { path, problem: actual === undefined ? 'is missing' : 'is changed' };
}

/**
 * Brings settings of an index into one form: Elasticsearch returns them nested, with numbers as texts and the prefix
 * `index`.
 */
export function flattenSettings(settings: unknown, path = ''): Record<string, string> {
  if (!isObject(settings)) return {};
  const flat = Object.entries(settings).flatMap(([name, value]): [string, string][] => {
    const key = join(path, name);
    if (isObject(value)) return Object.entries(flattenSettings(value, key));
    return [[key.startsWith('index.') ? key : `index.${key}`, String(value)]];
  });
  return Object.fromEntries(flat);
}

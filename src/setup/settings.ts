import { readFile } from 'node:fs/promises';
import { shownPath } from '../cli/shown-value.ts';
import { SettingsError } from '../collectors/settings/error.ts';
import { isObject, type JsonObject } from '../json.ts';

/** Thrown for settings that are wrong; its message names the setting and what it must be. */
class InvalidSettingError extends Error {
  override readonly name = 'InvalidSettingError';
}

/** Settings that are a share of one. */
const SHARES = ['errorShare', 'unseenRequestShare', 'availabilityTarget', 'latencyTarget'];

/** The greatest values of settings; the rule on the lag looks at one day. */
const GREATEST: Readonly<Record<string, number>> = { utilizationPercent: 100, anomalySeverity: 100, lagMinutes: 1380 };

const DAYS = /^[1-9]\d*[hd]$/;

/** Texts, most of which Elasticsearch reads. */
const PATTERNS: Readonly<Record<string, RegExp>> = {
  tenantAttribute: /^[A-Za-z]\w*(\.\w+)*$/,
  logs: DAYS,
  metrics: DAYS,
  deadLetters: DAYS,
  cost: DAYS,
  bucketSpan: /^[1-9]\d*[smh]$/,
  queryDelay: /^[1-9]\d*[smh]$/,
  modelMemoryLimit: /^[1-9]\d*(mb|gb)$/,
};

/**
 * Reads the file of `--settings`.
 *
 * @param path undefined: no file is given, and the defaults are returned
 * @returns the defaults, with the values of the file in their places
 * @throws SettingsError if the file cannot be read, has a setting that does not exist, or a value that is wrong
 */
export async function readSettings<T extends JsonObject>(defaults: T, path: string | undefined): Promise<T> {
  if (path === undefined) return defaults;
  const wrong = (problem: string): SettingsError =>
    new SettingsError([{ problem: `--settings: ${shownPath(path)} ${problem}` }]);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw wrong(`cannot be read: ${error.code}`);
  });
  try {
    return overlay(defaults, JSON.parse(text), '') as T;
  } catch (error) {
    throw wrong(error instanceof InvalidSettingError ? `is wrong: ${error.message}` : 'is no JSON');
  }
}

function overlay(base: JsonObject, over: unknown, path: string): JsonObject {
  if (!isObject(over)) throw new InvalidSettingError(`${path === '' ? 'the settings' : path} must be an object`);
  const unknown = Object.keys(over).find((name) => !Object.hasOwn(base, name));
  if (unknown !== undefined) throw new InvalidSettingError(`there is no setting ${join(path, unknown)}`);
  return Object.fromEntries(
    Object.entries(base).map(([name, value]) => {
      if (!Object.hasOwn(over, name)) return [name, value];
      const given = over[name];
      if (isObject(value)) return [name, overlay(value, given, join(path, name))];
      const problem = findProblem(name, value, given);
      if (problem !== undefined) throw new InvalidSettingError(`${join(path, name)} must be ${problem}`);
      return [name, given];
    }),
  );
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function findProblem(name: string, base: unknown, given: unknown): string | undefined {
  if (typeof base === 'string') {
    const isRight = typeof given === 'string' && PATTERNS[name]!.test(given);
    return isRight ? undefined : `a text such as ${JSON.stringify(base)}`;
  }
  if (typeof given !== 'number' || !(given > 0)) return 'a number greater than 0';
  if (SHARES.includes(name) && given >= 1) return 'a share between 0 and 1';
  const greatest = GREATEST[name];
  return greatest !== undefined && given > greatest ? `at most ${greatest}` : undefined;
}

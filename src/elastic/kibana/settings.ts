import { isObject, type JsonObject } from '../../json.ts';
import defaults from './settings.json' with { type: 'json' };

/** Thresholds of alert rules and SLOs, and what else a user may choose. settings.json has the defaults. */
export type ElasticSettings = typeof defaults;

export const DEFAULT_SETTINGS: ElasticSettings = defaults;

/** Thrown for settings that are wrong; its message names the setting and what it must be. */
export class ElasticSettingsError extends Error {
  override readonly name = 'ElasticSettingsError';
}

/** Settings that are a share of one. */
const SHARES = ['errorShare', 'unseenRequestShare', 'availabilityTarget', 'latencyTarget'];

/** Settings that are a number from 0 to 100. */
const PERCENTAGES = ['utilizationPercent', 'anomalySeverity'];

const DAYS = /^[1-9]\d*[hd]$/;

/** Texts that Elasticsearch reads. */
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
 * Returns the defaults with the values of a file in their places.
 *
 * @throws ElasticSettingsError for a setting that does not exist, or a value that is wrong
 */
export function readElasticSettings(file: unknown): ElasticSettings {
  return overlay(DEFAULT_SETTINGS, file, '') as ElasticSettings;
}

function overlay(base: JsonObject, over: unknown, path: string): JsonObject {
  if (!isObject(over)) throw new ElasticSettingsError(`${path === '' ? 'the settings' : path} must be an object`);
  const unknown = Object.keys(over).find((name) => !Object.hasOwn(base, name));
  if (unknown !== undefined) throw new ElasticSettingsError(`there is no setting ${join(path, unknown)}`);
  return Object.fromEntries(
    Object.entries(base).map(([name, value]) => {
      if (!Object.hasOwn(over, name)) return [name, value];
      const given = over[name];
      if (isObject(value)) return [name, overlay(value, given, join(path, name))];
      const problem = findProblem(name, value, given);
      if (problem !== undefined) throw new ElasticSettingsError(`${join(path, name)} must be ${problem}`);
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
  if (PERCENTAGES.includes(name) && given > 100) return 'at most 100';
  return undefined;
}

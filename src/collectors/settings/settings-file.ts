import { readFile } from 'node:fs/promises';
import { didYouMean, nearestNames } from '../../cli/nearest-names.ts';
import { HIDDEN, shownPath } from '../../cli/shown-value.ts';
import { importOptional } from '../optional-package.ts';
import { SETTINGS, UNUSED_SETTINGS } from './setting-definitions.ts';
import { type SettingProblem, SettingsError } from './settings-error.ts';

/** The settings of a file, as YAML gives them. */
export interface SettingsFile {
  readonly values: ReadonlyMap<string, unknown>;
  /** Settings of Elastic's integration that need nothing here, one sentence each. */
  readonly notices: readonly string[];
}

const NAMES: ReadonlySet<string> = new Set(
  SETTINGS.flatMap(({ name, secret }) => (secret ? [name, `${name}_file`] : [name])),
);

/** The settings whose value may be a map. */
const MAPS: ReadonlySet<string> = new Set(SETTINGS.filter(({ type }) => type === 'headers').map(({ name }) => name));

/**
 * Reads a file of settings in YAML, or in JSON, which needs no package.
 *
 * @throws SettingsError if it cannot be read, is no map, or has names that are no settings
 * @throws MissingPackageError if it is YAML and `yaml` is not installed
 */
export async function readSettingsFile(file: string): Promise<SettingsFile> {
  const path = shownPath(file);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new SettingsError([{ setting: 'config', problem: `${path} cannot be read: ${error.code ?? error.name}` }]);
  });
  const content = await parse(path, text);
  if (content === null || content === undefined) return { values: new Map(), notices: [] };
  if (typeof content !== 'object' || Array.isArray(content)) {
    throw new SettingsError([
      { setting: 'config', problem: `${path} must be a map of settings, such as "eventhub: logs"` },
    ]);
  }
  const entries = Object.entries(content);
  const problems = entries.flatMap(([name, value]) => {
    if (Object.hasOwn(UNUSED_SETTINGS, name)) return [];
    if (isMap(value) && !MAPS.has(name)) return nestedKeys(name, value).map((keys) => nestedSetting(keys, path));
    return NAMES.has(name) ? [] : [unknownSetting(name, path)];
  });
  if (problems.length > 0) throw new SettingsError(problems);
  return {
    values: new Map(entries.filter(([name, value]) => NAMES.has(name) && value !== null && value !== '')),
    notices: entries
      .filter(([name]) => Object.hasOwn(UNUSED_SETTINGS, name))
      .map(([name]) => `${path}: ${name} is not used: ${UNUSED_SETTINGS[name]}.`),
  };
}

async function parse(path: string, text: string): Promise<unknown> {
  try {
    if (path.endsWith('.json')) return JSON.parse(text) as unknown;
    const { parse } = await importOptional('yaml', () => import('yaml'));
    return parse(text) as unknown;
  } catch (error) {
    const place = placeOf(error);
    if (place === undefined) throw error;
    // The parsers' own messages quote the line, which may hold a secret.
    throw new SettingsError([{ setting: 'config', problem: `${path} is no valid ${place}` }]);
  }
}

function placeOf(error: unknown): string | undefined {
  if (error instanceof SyntaxError) return 'JSON';
  const { name, code, linePos } = error as { name?: string; code?: string; linePos?: [{ line: number; col: number }] };
  if (name !== 'YAMLParseError' || code === undefined) return undefined;
  return `YAML: ${code}${linePos ? ` in line ${linePos[0].line}, column ${linePos[0].col}` : ''}`;
}

function unknownSetting(name: string, path: string): SettingProblem {
  return { setting: shownName(name), problem: `is no setting (in ${path}).${didYouMean(name, NAMES)}` };
}

/** @param keys such as `['output', 'elasticsearch', 'hosts']` */
function nestedSetting(keys: readonly string[], path: string): SettingProblem {
  // Beats nest a setting below the kind of thing that it is of: the last keys alone may be its name.
  const words = keys.join('.').split('.');
  const names = words.map((_, index) => words.slice(index).join('_'));
  const name = names.find((flat) => NAMES.has(flat)) ?? nearestNames(names[0]!, NAMES, 1)[0];
  const hint = name === undefined ? '' : `: write ${name}: …`;
  // Below a setting stands its value, which may be a secret.
  const [first = '', ...below] = words;
  const isValue = NAMES.has(first) && names.every((flat) => flat === first || !NAMES.has(flat));
  const shown = isValue ? [first, ...below.map(() => HIDDEN)] : words.map(shownName);
  return { setting: shown.join('.'), problem: `settings are not nested (in ${path})${hint}` };
}

/** A name that is no setting may be a value that stands in the wrong place. */
function shownName(name: string): string {
  return /^[A-Za-z_.-]{1,40}$/.test(name) ? name : HIDDEN;
}

/** The ways to the values in a map that is nested. */
function nestedKeys(name: string, map: object): string[][] {
  const entries = Object.entries(map);
  if (entries.length === 0) return [[name]];
  return entries.flatMap(([key, value]) => {
    const isNested = isMap(value) && !MAPS.has(`${name}_${key}`);
    return (isNested ? nestedKeys(key, value) : [[key]]).map((keys) => [name, ...keys]);
  });
}

function isMap(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

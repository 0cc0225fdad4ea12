import { readFile } from 'node:fs/promises';
import { didYouMean, nearestNames } from '../../cli/nearest-names.ts';
import { HIDDEN, shownPath } from '../../cli/shown-value.ts';
import { isObject } from '../../json.ts';
import { importOptional } from '../optional-package.ts';
import { type SettingProblem, SettingsError } from './error.ts';
import { SETTINGS } from './settings.ts';

/**
 * Names of settings of Elastic's integration or the Filebeat input that have no use here, with the reason. A file with
 * them is accepted, with a notice.
 */
export const UNUSED_SETTINGS: Readonly<Record<string, string>> = {
  processor_version: 'there is one processor, and its checkpoints are those of version v2',
  partition_receive_timeout: 'a batch is processed as soon as there are events',
  migrate_checkpoint: 'checkpoints of processor v1 are not read',
  processors: 'transform documents in an ingest pipeline of Elasticsearch or in an OpenTelemetry Collector',
  sanitize_options: 'use sanitize_newlines and sanitize_singlequotes',
  sanitizers: 'use sanitize_newlines and sanitize_singlequotes',
  default_resource_type: 'the metrics are those of Microsoft.CognitiveServices/accounts',
  add_cloud_metadata: 'cloud.* always comes from the account',
  enable_batch_api: 'the batch API is used wherever possible',
};

/** The settings of a file. */
export interface SettingsFile {
  /** By name, as YAML parses them. */
  readonly values: ReadonlyMap<string, unknown>;
  /** A sentence for each setting of Elastic's integration that has no use here. */
  readonly notices: readonly string[];
}

const NAMES: ReadonlySet<string> = new Set(
  SETTINGS.flatMap(({ name, secret }) => (secret ? [name, `${name}_file`] : [name])),
);

/** Settings whose value may be a map. */
const MAPS: ReadonlySet<string> = new Set(SETTINGS.filter(({ type }) => type === 'headers').map(({ name }) => name));

/**
 * Reads a file of settings in YAML or JSON. JSON needs no package.
 *
 * @throws SettingsError if the file cannot be read, is not a map, or has unknown names
 * @throws MissingPackageError for YAML if `yaml` is not installed
 */
export async function readSettingsFile(file: string): Promise<SettingsFile> {
  const path = shownPath(file);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new SettingsError([{ setting: 'config', problem: `${path} cannot be read: ${error.code ?? error.name}` }]);
  });
  const content = await parseFile(file, text);
  if (content === null || content === undefined) return { values: new Map(), notices: [] };
  if (!isObject(content)) {
    throw new SettingsError([
      { setting: 'config', problem: `${path} must be a map of settings, such as "eventhub: logs"` },
    ]);
  }
  const entries = Object.entries(content);
  const problems = entries.flatMap(([name, value]) => {
    if (Object.hasOwn(UNUSED_SETTINGS, name)) return [];
    if (isObject(value) && !MAPS.has(name)) return listKeys(name, value).map((keys) => nestedSetting(keys, path));
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

async function parseFile(file: string, text: string): Promise<unknown> {
  try {
    if (file.endsWith('.json')) return JSON.parse(text) as unknown;
    const { parse } = await importOptional('yaml', () => import('yaml'));
    return parse(text) as unknown;
  } catch (error) {
    const place = describeSyntaxError(error);
    if (place === undefined) throw error;
    // The messages of the parsers quote the line, which may hold a secret.
    throw new SettingsError([{ setting: 'config', problem: `${shownPath(file)} is not valid ${place}` }]);
  }
}

/** Returns the format and place of a syntax error; undefined for other errors. */
function describeSyntaxError(error: unknown): string | undefined {
  if (error instanceof SyntaxError) return 'JSON';
  const { name, code, linePos } = error as { name?: string; code?: string; linePos?: [{ line: number; col: number }] };
  if (name !== 'YAMLParseError' || code === undefined) return undefined;
  return `YAML: ${code}${linePos ? ` in line ${linePos[0].line}, column ${linePos[0].col}` : ''}`;
}

function unknownSetting(name: string, path: string): SettingProblem {
  return { setting: showName(name), problem: `is not a setting (in ${path}).${didYouMean(name, NAMES)}` };
}

/** @param keys such as `['output', 'elasticsearch', 'hosts']` */
function nestedSetting(keys: readonly string[], path: string): SettingProblem {
  // In the files of Beats, the last keys of a nested setting may be its whole name.
  const words = keys.join('.').split('.');
  const names = words.map((_, index) => words.slice(index).join('_'));
  const name = names.find((flat) => NAMES.has(flat)) ?? nearestNames(names[0]!, NAMES, 1)[0];
  const hint = name === undefined ? '' : `: write ${name}: …`;
  // Keys below a setting are its value, which may be a secret.
  const [first = '', ...below] = words;
  const isValue = NAMES.has(first) && names.every((flat) => flat === first || !NAMES.has(flat));
  const shown = isValue ? [first, ...below.map(() => HIDDEN)] : words.map(showName);
  return { setting: shown.join('.'), problem: `settings are not nested (in ${path})${hint}` };
}

/** Hides an unknown name that may be a secret in the wrong place. */
function showName(name: string): string {
  return /^[A-Za-z_.-]{1,40}$/.test(name) ? name : HIDDEN;
}

/** Returns the keys that lead to each value of a nested map. */
function listKeys(name: string, map: object): string[][] {
  const entries = Object.entries(map);
  if (entries.length === 0) return [[name]];
  return entries.flatMap(([key, value]) => {
    const isNested = isObject(value) && !MAPS.has(`${name}_${key}`);
    return (isNested ? listKeys(key, value) : [[key]]).map((keys) => [name, ...keys]);
  });
}

import { readFile } from 'node:fs/promises';
import { importOptional } from '../optional-package.ts';
import { nearestName } from './setting-names.ts';
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

/**
 * Reads a file of settings in YAML, or in JSON, which needs no package.
 *
 * @throws SettingsError if it cannot be read, is no map, or has names that are no settings
 * @throws MissingPackageError if it is YAML and `yaml` is not installed
 */
export async function readSettingsFile(path: string): Promise<SettingsFile> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new SettingsError([{ setting: 'config', problem: `${path} cannot be read: ${error.code ?? error.message}` }]);
  });
  const content = await parse(path, text);
  if (content === null || content === undefined) return { values: new Map(), notices: [] };
  if (typeof content !== 'object' || Array.isArray(content)) {
    throw new SettingsError([
      { setting: 'config', problem: `${path} must be a map of settings, such as "eventhub: logs"` },
    ]);
  }
  const entries = Object.entries(content);
  const unknown = entries.filter(([name]) => !NAMES.has(name) && !Object.hasOwn(UNUSED_SETTINGS, name));
  if (unknown.length > 0) throw new SettingsError(unknown.map(([name]) => unknownSetting(name, path)));
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
  const nearest = nearestName(name, NAMES);
  return { setting: name, problem: `is no setting (in ${path}).${nearest ? ` Did you mean ${nearest}?` : ''}` };
}

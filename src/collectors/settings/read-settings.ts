import { readFile } from 'node:fs/promises';
import { shownPath, shownValue } from '../../cli/shown-value.ts';
import { defaultOf, parseSetting } from './parse-setting.ts';
import type { SettingDefinition } from './setting-definition.ts';
import { SETTINGS } from './setting-definitions.ts';
import { flagOf, variableOf } from './setting-names.ts';
import type { Settings } from './settings.ts';
import { type SettingProblem, SettingsError } from './settings-error.ts';
import { readSettingsFile } from './settings-file.ts';

/** Where a setting was found. */
export interface Found {
  /** As it was written; of a `…_file` the content of that file. */
  readonly raw: unknown;
  /** Such as `--eventhub`, `AZURE_OPENAI_OTEL_EVENTHUB`, or the path of the file of settings. */
  readonly where: string;
}

/** What {@link readSettings} reads from. */
export interface SettingSources {
  /** Flags by their names without dashes, as `parseArgs` gives them. */
  readonly flags: Readonly<Record<string, unknown>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A file of settings. */
  readonly config?: string | undefined;
}

/** What {@link readSettings} read. */
export interface ReadSettings {
  readonly settings: Settings;
  /** Names of the settings that were set somewhere, and are no defaults. */
  readonly given: ReadonlySet<string>;
  /** What to report about them, one sentence each. */
  readonly notices: readonly string[];
}

/**
 * Reads every setting: a flag goes before our environment variable, that before those of other tools, those before the
 * file of settings, and that before the default. A secret and its `…_file` in one place contradict each other.
 *
 * @throws SettingsError with everything that cannot be read; what is needed and missing is a matter of
 *   `checkSettings`
 */
export async function readSettings(sources: SettingSources): Promise<ReadSettings> {
  const file = sources.config === undefined ? undefined : await readSettingsFile(sources.config);
  const values: Record<string, unknown> = {};
  const given = new Set<string>();
  const problems: SettingProblem[] = [];
  for (const setting of SETTINGS) {
    try {
      const found = await find(setting, sources, file?.values ?? new Map());
      if (found === undefined) {
        const value = defaultOf(setting.name);
        if (value !== undefined) values[setting.name] = value;
        continue;
      }
      given.add(setting.name);
      const parsed = parseSetting(setting, found.raw);
      if ('value' in parsed) values[setting.name] = parsed.value;
      else problems.push(problemOf(setting, found, parsed.expected));
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new SettingsError(problems);
  return { settings: values as unknown as Settings, given, notices: file?.notices ?? [] };
}

function problemOf(setting: SettingDefinition, { raw, where }: Found, expected: string): SettingProblem {
  const value = setting.secret ? '' : `, not ${shownValue(raw, setting.choices)}`;
  return {
    setting: setting.name,
    problem: `must be ${expected}${value} (${where})`,
    ...(setting.from !== undefined && { from: setting.from }),
  };
}

async function find(
  setting: SettingDefinition,
  { flags, env, config }: SettingSources,
  file: ReadonlyMap<string, unknown>,
): Promise<Found | undefined> {
  const flag = flagOf(setting);
  const variables = [variableOf(setting), ...(setting.variables ?? [])];
  const shown = shownPath(String(config));
  const places: [value: Found, path: Found][] = [
    [
      { raw: flags[flag.slice(2)], where: flag },
      { raw: flags[`${flag.slice(2)}-file`], where: `${flag}-file` },
    ],
    ...variables.map((name): [Found, Found] => [
      { raw: env[name], where: name },
      { raw: env[`${name}_FILE`], where: `${name}_FILE` },
    ]),
    [
      { raw: file.get(setting.name), where: shown },
      { raw: file.get(`${setting.name}_file`), where: `${setting.name}_file in ${shown}` },
    ],
  ];
  for (const [value, path] of places) {
    const isGiven = value.raw !== undefined && value.raw !== '';
    const isInFile = setting.secret && path.raw !== undefined && path.raw !== '';
    if (isGiven && isInFile) {
      const problem = `is given twice: ${value.where} and ${path.where}; leave one of them out`;
      throw new SettingsError([{ setting: setting.name, problem }]);
    }
    if (isGiven) return value;
    if (isInFile) return { raw: await secretIn(String(path.raw), setting, path.where), where: path.where };
  }
  return undefined;
}

async function secretIn(path: string, setting: SettingDefinition, where: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Not as the cause: its message has the path, and some put the secret itself there.
    throw new SettingsError([
      { setting: setting.name, problem: `${shownPath(path)} cannot be read: ${code} (${where})` },
    ]);
  }
}

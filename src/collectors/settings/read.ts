import { readFile } from 'node:fs/promises';
import { shownPath, shownValue } from '../../cli/shown-value.ts';
import { checkSettings, type Collected } from './check.ts';
import { type SettingProblem, settingProblem, SettingsError } from './error.ts';
import { readSettingsFile } from './file.ts';
import { defaultValue, parseSetting } from './parse.ts';
import { type Setting, SETTINGS, type Settings } from './settings.ts';
import type { Flags } from './usage.ts';

/** The settings of a command. */
export interface ReadSettings {
  readonly settings: Settings;
  /** Names of the settings that were set, so that their values are not defaults. */
  readonly given: ReadonlySet<string>;
  /** Sentences to report about the settings. */
  readonly notices: readonly string[];
}

/** Reports whether a setting of costs is given: then `collect all` and `doctor` include them. */
export function hasCosts({ given }: Pick<ReadSettings, 'given'>): boolean {
  return [...given].some((name) => name.startsWith('cost_'));
}

type Environment = Readonly<Record<string, string | undefined>>;

/** A place where a setting or, if it is a secret, the path of its file can be written. */
interface Place {
  readonly value: unknown;
  readonly path: unknown;
  /** Names of the two for messages. */
  readonly names: readonly [value: string, path: string];
}

/**
 * Reads every setting. A flag takes precedence over our environment variable, then come the variables of other tools,
 * the file of `--config` or `AZURE_OPENAI_OTEL_CONFIG`, and the default.
 *
 * @param check what the settings must suffice for; `nothing` accepts missing settings and still refuses malformed ones
 * @throws SettingsError with everything that is missing or wrong
 */
export async function loadSettings(
  { values: flags }: Pick<Flags, 'values'>,
  env: Environment,
  check: readonly Collected[] | 'nothing',
): Promise<ReadSettings> {
  const config = flags['config'] ?? (env['AZURE_OPENAI_OTEL_CONFIG'] || undefined);
  const file = config === undefined ? undefined : await readSettingsFile(String(config));
  const values: Record<string, unknown> = {};
  const given = new Set<string>();
  const problems: SettingProblem[] = [];
  for (const setting of SETTINGS) {
    try {
      const found = await findValue(setting, listPlaces(setting, flags, env, shownPath(String(config)), file?.values));
      if (found !== undefined) given.add(setting.name);
      values[setting.name] = found === undefined ? defaultValue(setting) : parseFound(setting, found);
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new SettingsError(problems);
  const settings = values as unknown as Settings;
  const wrong = checkSettings(settings, check);
  if (wrong.length > 0) throw new SettingsError(wrong);
  return { settings, given, notices: file?.notices ?? [] };
}

function listPlaces(
  { name, flag, variables }: Setting,
  flags: Flags['values'],
  env: Environment,
  config: string,
  file: ReadonlyMap<string, unknown> = new Map(),
): Place[] {
  const byFlag = (key: string): Place => ({
    value: flags[key],
    path: flags[`${key}-file`],
    names: [`--${key}`, `--${key}-file`],
  });
  return [
    ...(flag === undefined ? [] : [byFlag(flag.slice(2))]),
    ...variables.map((variable): Place => ({
      value: env[variable],
      path: env[`${variable}_FILE`],
      names: [variable, `${variable}_FILE`],
    })),
    { value: file.get(name), path: file.get(`${name}_file`), names: [config, `${name}_file in ${config}`] },
  ];
}

interface Found {
  /** As it is written, or the content of its file. */
  readonly raw: unknown;
  /** Such as `--eventhub`, `AZURE_OPENAI_OTEL_EVENTHUB`, or the path of the file of settings. */
  readonly where: string;
}

async function findValue({ name, secret }: Setting, places: readonly Place[]): Promise<Found | undefined> {
  for (const { value, path, names } of places) {
    const isGiven = value !== undefined && value !== '';
    const isInFile = secret && path !== undefined && path !== '';
    if (isGiven && isInFile) {
      const problem = `is given twice: ${names.join(' and ')}; leave one of them out`;
      throw new SettingsError([{ setting: name, problem }]);
    }
    if (isGiven) return { raw: value, where: names[0] };
    if (isInFile) return { raw: await readSecret(name, String(path), names[1]), where: names[1] };
  }
  return undefined;
}

async function readSecret(setting: string, path: string, where: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const problem = `${shownPath(path)} cannot be read: ${(error as NodeJS.ErrnoException).code} (${where})`;
    // Without a cause: its message has the path, which may be the secret itself by mistake.
    throw new SettingsError([{ setting, problem }]);
  }
}

function parseFound(setting: Setting, { raw, where }: Found): unknown {
  const parsed = parseSetting(setting, raw);
  if ('value' in parsed) return parsed.value;
  const value = setting.secret ? '' : `, not ${shownValue(raw, setting.choices)}`;
  throw new SettingsError([settingProblem(setting.name, `must be ${parsed.expected}${value} (${where})`)]);
}

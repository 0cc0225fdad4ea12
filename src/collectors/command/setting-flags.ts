import { parseArgs } from 'node:util';
import { nearestName } from './setting-names.ts';
import { SETTINGS } from './setting-definitions.ts';
import { SettingsError } from './settings-error.ts';

/** An option of `parseArgs`. */
export interface FlagOption {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  readonly multiple?: boolean;
}

/** What a command line says. */
export interface Flags {
  /** By their names without dashes; a flag given as `--no-…` is false. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly positionals: readonly string[];
}

const SETTING_FLAGS: Readonly<Record<string, FlagOption>> = Object.fromEntries(
  SETTINGS.flatMap(({ name, type, secret }): [string, FlagOption][] => {
    const flag = name.replaceAll('_', '-');
    const option: FlagOption = { type: type === 'boolean' ? 'boolean' : 'string', multiple: type === 'list' };
    return [[flag, option], ...(secret ? [[`${flag}-file`, { type: 'string' }] as [string, FlagOption]] : [])];
  }),
);

/**
 * Reads a command line: the flags of all settings, and those of the command.
 *
 * @throws SettingsError for a flag that is none, with the one that was most likely meant
 */
export function readFlags(args: readonly string[], own: Readonly<Record<string, FlagOption>>): Flags {
  const options = { ...SETTING_FLAGS, config: { type: 'string' as const }, ...own };
  try {
    return parseArgs({ args: [...args], allowPositionals: true, allowNegative: true, options });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (!String(code).startsWith('ERR_PARSE_ARGS')) throw error;
    throw new SettingsError([{ problem: problemOf(String(code), message, Object.keys(options)) }], { cause: error });
  }
}

/** The messages of Node.js name the flag, and never its value. */
function problemOf(code: string, message: string, names: readonly string[]): string {
  const [, flag] = /'(?:-\w, )?(--?[^'\s=]+)/.exec(message) ?? [];
  if (code !== 'ERR_PARSE_ARGS_UNKNOWN_OPTION' || flag === undefined) return message.split('\n')[0]!;
  const nearest = nearestName(flag, names);
  return `${flag} is no option.${nearest === undefined ? '' : ` Did you mean --${nearest}?`}`;
}

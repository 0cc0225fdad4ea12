import { parseOptions } from '../../cli/options.ts';
import { SETTINGS } from './setting-definitions.ts';

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
 * @throws UsageError for a flag that is none, with the one that was most likely meant
 */
export function readFlags(
  args: readonly string[],
  own: Readonly<Record<string, FlagOption>>,
  most: number = Number.MAX_SAFE_INTEGER,
): Flags {
  return parseOptions(args, { ...SETTING_FLAGS, config: { type: 'string' }, ...own }, most);
}

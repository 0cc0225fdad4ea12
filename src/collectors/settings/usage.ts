import { parseOptions, UsageError } from '../../cli/options.ts';
import { type Setting, SETTINGS } from './settings.ts';

/** An option of `parseArgs`. */
export interface FlagOption {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  readonly multiple?: boolean;
}

/** A parsed command line. */
export interface Flags {
  /** By names without dashes; a flag given as `--no-…` is false. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly positionals: readonly string[];
}

const SETTING_FLAGS: Readonly<Record<string, FlagOption>> = Object.fromEntries(
  SETTINGS.flatMap(({ flag, type, secret }): [string, FlagOption][] => {
    const name = flag?.slice(2);
    if (name === undefined) return [];
    const option: FlagOption = { type: type === 'boolean' ? 'boolean' : 'string', multiple: type === 'list' };
    return [[name, option], ...(secret ? [[`${name}-file`, { type: 'string' }] satisfies [string, FlagOption]] : [])];
  }),
);

/**
 * Parses a command line with the flags of all settings and those of the command.
 *
 * @param most maximum number of arguments
 * @throws UsageError for an unknown flag, with the closest match, and for a setting without a flag
 */
export function readFlags(
  args: readonly string[],
  own: Readonly<Record<string, FlagOption>>,
  most: number = Number.MAX_SAFE_INTEGER,
): Flags {
  const names = args.map((arg) => /^--(?:no-)?([a-z-]+)/.exec(arg)?.[1]?.replaceAll('-', '_'));
  const unflagged = SETTINGS.find(({ name, flag }) => flag === undefined && names.includes(name));
  if (unflagged) {
    const { name, variables } = unflagged;
    throw new UsageError(`${name} has no flag: set it in the file of --config, or as ${variables[0]}.`);
  }
  return parseOptions(args, { ...SETTING_FLAGS, config: { type: 'string' }, ...own }, most);
}

const WIDTH = 100;
const INDENT = 6;

const PLACEHOLDERS: Readonly<Record<Setting['type'], string>> = {
  text: '<text>',
  list: '<text> …',
  boolean: '',
  integer: '<n>',
  duration: '<duration>',
  headers: '<name=value,…>',
};

/** Returns the settings as a part of `--help`: flags and descriptions, by groups. */
export function settingsUsage(): string {
  return [...Map.groupBy(SETTINGS, ({ group }) => group)]
    .map(([group, settings]) => `${group}:\n${settings.map(describeSetting).join('')}`)
    .join('\n');
}

function describeSetting(setting: Setting): string {
  const { name, choices, description } = setting;
  const fallback = describeDefault(setting);
  const sentences = [
    description,
    ...(choices ? [`one of ${choices.join(', ')}`] : []),
    ...(fallback === undefined ? [] : [`default: ${fallback}`]),
  ];
  return `  ${formatFlag(setting) ?? name}\n${wrap(sentences.join('; ').replaceAll('`', ''))}\n`;
}

function formatFlag({ flag, type, choices }: Setting): string | undefined {
  if (flag === undefined) return undefined;
  return type === 'boolean' ? `--[no-]${flag.slice(2)}` : `${flag} ${choices ? '<choice>' : PLACEHOLDERS[type]}`;
}

/** Returns the default as help and documentation show it; undefined without one. */
export function describeDefault(setting: Setting): string | undefined {
  return setting.defaultText ?? (setting.default === undefined ? undefined : `\`${setting.default}\``);
}

function wrap(text: string): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1)!;
    if (line !== '' && line.length + 1 + word.length > WIDTH - INDENT) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.map((line) => `${' '.repeat(INDENT)}${line}`).join('\n');
}

import type { SettingDefinition } from './setting-definition.ts';
import { SETTINGS } from './setting-definitions.ts';
import { flagOf } from './setting-names.ts';

const WIDTH = 100;
const INDENT = 6;

/** The settings as a part of `--help`: a flag and what it does, by groups. */
export function settingsUsage(groups?: readonly SettingDefinition['group'][]): string {
  const shown = SETTINGS.filter(({ group }) => groups === undefined || groups.includes(group));
  return [...Map.groupBy(shown, ({ group }) => group)]
    .map(([group, settings]) => `${group}:\n${settings.map(usageOf).join('')}`)
    .join('\n');
}

function usageOf(setting: SettingDefinition): string {
  const sentences = [
    setting.description.replaceAll('`', ''),
    ...(setting.choices ? [`one of ${setting.choices.join(', ')}`] : []),
    ...(defaultTextOf(setting) === undefined ? [] : [`default: ${defaultTextOf(setting)?.replaceAll('`', '')}`]),
  ];
  const flag =
    setting.type === 'boolean' ? `--[no-]${flagOf(setting).slice(2)}` : `${flagOf(setting)} ${valueOf(setting)}`;
  return `  ${flag}\n${wrapped(sentences.join('; '))}\n`;
}

/** How the default reads in help and documentation; undefined if there is none. */
export function defaultTextOf(setting: SettingDefinition): string | undefined {
  return setting.defaultText ?? (setting.default === undefined ? undefined : `\`${setting.default}\``);
}

function valueOf({ type, choices }: SettingDefinition): string {
  if (choices) return '<choice>';
  return {
    text: '<text>',
    list: '<text> …',
    boolean: '',
    integer: '<n>',
    duration: '<duration>',
    headers: '<name=value,…>',
  }[type];
}

function wrapped(text: string): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1)!;
    if (line !== '' && line.length + 1 + word.length > WIDTH - INDENT) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.map((line) => `${' '.repeat(INDENT)}${line}`).join('\n');
}

// Usage: node scripts/settings-doc.ts
// Writes the tables of settings in docs/collectors.md from their definitions. A test fails if the two differ.
import { readFileSync, writeFileSync } from 'node:fs';
import type { SettingDefinition } from '../src/collectors/settings/setting-definition.ts';
import { SETTINGS, UNUSED_SETTINGS } from '../src/collectors/settings/setting-definitions.ts';
import { flagOf, variableOf } from '../src/collectors/settings/setting-names.ts';
import { defaultTextOf } from '../src/collectors/settings/usage.ts';

const PAGE = new URL('../docs/collectors.md', import.meta.url);
const START = '<!-- settings: written by scripts/settings-doc.ts -->';
const END = '<!-- end of settings -->';

/** The page with the tables as they are to be. */
export function collectorsPage(page: string): string {
  const [start, end] = [page.indexOf(START), page.indexOf(END)];
  if (start < 0 || end < start) throw new Error(`docs/collectors.md must have the lines "${START}" and "${END}"`);
  return `${page.slice(0, start)}${START}\n\n${tables()}\n${page.slice(end)}`;
}

function tables(): string {
  const groups = [...Map.groupBy(SETTINGS, ({ group }) => group)];
  const unused = Object.entries(UNUSED_SETTINGS).map(([name, reason]) => `| \`${name}\` | ${reason} |`);
  return [
    ...groups.map(([group, settings]) => `### ${group}\n\n${table(settings)}`),
    `### Taken with a notice\n\nNames of Elastic's integration or of Filebeat that need nothing here:\n`,
    `| setting | why |\n|---|---|\n${unused.join('\n')}\n`,
  ].join('\n');
}

function table(settings: readonly SettingDefinition[]): string {
  const rows = settings.map((setting) => {
    const { name, description, from, variables = [], choices, secret } = setting;
    const named = [
      `\`${name}\``,
      `\`${flagOf(setting)}\``,
      ...[variableOf(setting), ...variables].map((one) => `\`${one}\``),
    ];
    const what = [description, ...(choices ? [choices.map((choice) => `\`${choice}\``).join(', ')] : [])].join(': ');
    const where = from === undefined ? '' : ` From: ${from}.`;
    const cells = [
      named.join('<br>'),
      typeOf(setting, secret),
      defaultTextOf(setting) ?? '',
      `${capital(what)}.${where}`,
    ];
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  });
  return ['| setting | type | default | what it does |', '|---|---|---|---|', ...rows, ''].join('\n');
}

function typeOf({ type, choices }: SettingDefinition, secret = false): string {
  return `${choices ? 'choice' : type}${secret ? ', secret' : ''}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

if (import.meta.main) writeFileSync(PAGE, collectorsPage(readFileSync(PAGE, 'utf8')));

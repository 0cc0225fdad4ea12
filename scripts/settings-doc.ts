// Usage: node scripts/settings-doc.ts
// Writes the tables of settings in docs/collectors.md from their definitions. A test fails if the two differ.
import { readFileSync, writeFileSync } from 'node:fs';
import { UNUSED_SETTINGS } from '../src/collectors/settings/file.ts';
import { type Setting, SETTINGS } from '../src/collectors/settings/settings.ts';
import { describeDefault } from '../src/collectors/settings/usage.ts';

const PAGE = new URL('../docs/collectors.md', import.meta.url);
const START = '<!-- settings: written by scripts/settings-doc.ts -->';
const END = '<!-- end of settings -->';

/** Returns the page with its tables replaced. */
export function collectorsPage(page: string): string {
  const [start, end] = [page.indexOf(START), page.indexOf(END)];
  if (start < 0 || end < start) throw new Error(`docs/collectors.md must have the lines "${START}" and "${END}"`);
  return `${page.slice(0, start)}${START}\n\n${formatTables()}\n${page.slice(end)}`;
}

function formatTables(): string {
  const groups = [...Map.groupBy(SETTINGS, ({ group }) => group)];
  const unused = Object.entries(UNUSED_SETTINGS).map(([name, reason]) => `| \`${name}\` | ${reason} |`);
  return [
    ...groups.map(([group, settings]) => `### ${group}\n\n${formatTable(settings)}`),
    `### Accepted with a notice\n\nSettings of Elastic's integration or of Filebeat that have no use here:\n`,
    `| setting | why |\n|---|---|\n${unused.join('\n')}\n`,
  ].join('\n');
}

function formatTable(settings: readonly Setting[]): string {
  const rows = settings.map((setting) => {
    const { name, type, flag, variables, description, from, choices, secret } = setting;
    const text = `${description.charAt(0).toUpperCase()}${description.slice(1)}`;
    const cells = [
      [name, ...(flag === undefined ? [] : [flag]), ...variables].map((one) => `\`${one}\``).join('<br>'),
      `${choices ? 'choice' : type}${secret ? ', secret' : ''}`,
      describeDefault(setting) ?? '',
      `${text}${choices ? `: ${choices.map((choice) => `\`${choice}\``).join(', ')}` : ''}.${from ? ` From: ${from}.` : ''}`,
    ];
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  });
  return ['| setting | type | default | description |', '|---|---|---|---|', ...rows, ''].join('\n');
}

if (import.meta.main) writeFileSync(PAGE, collectorsPage(readFileSync(PAGE, 'utf8')));

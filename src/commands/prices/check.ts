import { type CommandIo, jsonText } from '../../cli/io.ts';
import { parseOptions, wholeNumber } from '../../cli/options.ts';
import { loadPrices } from '../../pricing/load-prices.ts';
import { BUILT_IN_PRICES } from '../../pricing/prices/index.ts';
import type { Price } from '../../pricing/types.ts';
import { type CheckJson, fullRow } from './json.ts';

const DAY = 86_400_000;

/** About 270 years: the day before that still has a four-digit year. */
const MOST_DAYS = 100_000;

export const usage: string = `Usage: azure-openai-otel prices check [<file>] [options]

Lists the rows whose source was last read long ago, of a file of prices or of the built-in table.

Options:
  --days <n>  how many days are long (default: 90)
  --json      print { checkedBefore, total, rows }: rows has the old ones (docs/pricing.md)
  -h, --help  this text

Exit codes: 0 no row is old, 1 some are or the file cannot be read, 2 a wrong command line.
`;

export async function run(args: string[], io: CommandIo): Promise<number> {
  const options = { days: { type: 'string', default: '90' }, json: { type: 'boolean' } } as const;
  const { values, positionals } = parseOptions(args, options, 1);
  const days = wholeNumber('--days', values.days, 0, MOST_DAYS);
  const [file] = positionals;
  const rows = file === undefined ? BUILT_IN_PRICES : loadPrices(file);
  const checkedBefore = new Date(Date.now() - days * DAY).toISOString().slice(0, 10);
  const old = rows.filter(({ checked = '' }) => checked < checkedBefore);
  if (values.json) {
    const json: CheckJson = { checkedBefore, total: rows.length, rows: old.map(fullRow) };
    io.stdout.write(jsonText(json));
  } else {
    const bySource = [...Map.groupBy(old, sourceOf)].toSorted();
    for (const [source, group] of bySource) io.stdout.write(`${source}: ${modelsOf(group)}\n`);
    io.stdout.write(`${old.length} of ${rows.length} rows were checked more than ${days} days ago.\n`);
  }
  return old.length > 0 ? 1 : 0;
}

function sourceOf({ checked = 'no date', source = 'no source' }: Price): string {
  return `${checked} (${source})`;
}

function modelsOf(rows: readonly Price[]): string {
  return [...new Set(rows.map(({ model }) => model))].join(', ');
}

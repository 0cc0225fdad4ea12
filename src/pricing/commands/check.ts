import { parseArgs } from 'node:util';
import { loadPrices } from '../load-prices.ts';
import { BUILT_IN_PRICES } from '../table/index.ts';
import type { Price } from '../types.ts';
import type { CommandIo } from './io.ts';

const DAY = 86_400_000;

export const CHECK_USAGE = `azure-openai-otel prices check [<file>] [--days 90]

Warns of rows whose source was last read long ago, in a file of prices or the built-in table. The
exit code is 1 if there are any.
`;

export async function check(args: string[], io: CommandIo): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { days: { type: 'string', default: '90' } },
  });
  const days = Number(values.days);
  if (!Number.isInteger(days) || days < 0) {
    io.stderr.write(`--days must be a whole number, not "${values.days}".\n${CHECK_USAGE}`);
    return 2;
  }
  const [file] = positionals;
  const rows = file === undefined ? BUILT_IN_PRICES : loadPrices(file);
  const oldest = new Date(Date.now() - days * DAY).toISOString().slice(0, 10);
  const old = rows.filter(({ checked = '' }) => checked < oldest);
  const bySource = [...Map.groupBy(old, sourceOf)].toSorted();
  for (const [source, group] of bySource) io.stdout.write(`${source}: ${modelsOf(group)}\n`);
  io.stdout.write(`${old.length} of ${rows.length} rows were checked more than ${days} days ago.\n`);
  return old.length > 0 ? 1 : 0;
}

function sourceOf({ checked = 'no date', source = 'no source' }: Price): string {
  return `${checked} (${source})`;
}

function modelsOf(rows: readonly Price[]): string {
  return [...new Set(rows.map(({ model }) => model))].join(', ');
}

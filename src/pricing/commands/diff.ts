import { parseArgs } from 'node:util';
import { loadPrices } from '../load-prices.ts';
import { BUILT_IN_PRICES } from '../table/index.ts';
import type { Price } from '../types.ts';
import { describePrices, describeRow } from './describe-row.ts';
import type { CommandIo } from './io.ts';
import { fetchRows, report } from './refresh.ts';
import { sameCalls } from './same-calls.ts';

export const DIFF_USAGE = `azure-openai-otel prices diff [<file>] [--region eastus2] [--url <url>]

Shows where the rows of a file, or without one today's prices of Azure, differ from the built-in
table. The exit code is 1 if any does.

  <file>             a file of prices, as "prices refresh" writes it
  --region <region>  without a file: whose prices to read
  --url <url>        without a file: another place of the API
`;

export async function diff(args: string[], io: CommandIo): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { region: { type: 'string', default: 'eastus2' }, url: { type: 'string' } },
  });
  const today = new Date();
  const [file] = positionals;
  const rows = file === undefined ? await freshRows(values.region, values.url, io, today) : loadPrices(file);
  const changes = rows.flatMap((row) => changesOf(row, today));
  for (const change of changes) io.stdout.write(`${change}\n`);
  io.stdout.write(`${rows.length} rows compared with the built-in table, ${changes.length} differ.\n`);
  return changes.length > 0 ? 1 : 0;
}

async function freshRows(
  region: string,
  url: string | undefined,
  io: CommandIo,
  today: Date,
): Promise<readonly Price[]> {
  const found = await fetchRows(region, url, io, today);
  report(found, '-', io);
  return found.rows;
}

function changesOf(row: Price, today: Date): string[] {
  const builtIn = BUILT_IN_PRICES.find((price) => sameCalls(price, row, today));
  if (!builtIn) return [`+ ${describeRow(row)}: ${describePrices(row).join('; ')}`];
  const before = describePrices(builtIn);
  const after = describePrices(row);
  const gone = before.filter((price) => !after.includes(price));
  const come = after.filter((price) => !before.includes(price));
  if (gone.length === 0 && come.length === 0) return [];
  return [`~ ${describeRow(row)}: ${gone.join('; ') || 'nothing'} -> ${come.join('; ') || 'nothing'}`];
}

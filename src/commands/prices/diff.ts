import { type CommandIo, jsonText } from '../../cli/io.ts';
import { parseOptions, UsageError } from '../../cli/options.ts';
import { loadPrices } from '../../pricing/load-prices.ts';
import type { RetailRows } from '../../pricing/retail/rows-from-items.ts';
import { BUILT_IN_PRICES } from '../../pricing/prices/index.ts';
import type { Price } from '../../pricing/types.ts';
import { describePrices, describeRow } from './describe-row.ts';
import { type DiffJson, fullRow, unusedJson } from './json.ts';
import { DEFAULT_REGION, fetchRows, report } from './refresh.ts';
import { knownRegion } from './regions.ts';
import { sameCalls } from './same-calls.ts';

export const usage: string = `Usage: azure-openai-otel prices diff [<file>] [options]

Shows where the rows of a file, or without one today's prices of Azure, differ from the built-in table.

  <file>             a file of prices, as "prices refresh" writes it

Options:
  --region <region>  without a file: whose prices to read (default: ${DEFAULT_REGION})
  --url <url>        without a file: another place of the API
  --json             print { currency, total, changes }, and without a file leftOut and unknownMeters (docs/pricing.md)
  -h, --help         this text

Exit codes: 0 nothing differs, 1 something does or the prices cannot be read, 2 a wrong command line.
`;

/** A row that differs from the built-in table, or is not in it. */
interface Change {
  readonly row: Price;
  readonly builtIn: Price | undefined;
}

export async function run(args: string[], io: CommandIo): Promise<number> {
  const options = { region: { type: 'string' }, url: { type: 'string' }, json: { type: 'boolean' } } as const;
  const { values, positionals } = parseOptions(args, options, 1);
  const [file] = positionals;
  const { region, url, json: isJson } = values;
  if (file !== undefined && (region ?? url) !== undefined)
    throw new UsageError('--region and --url are for the prices of Azure; a file has its own.');
  const today = new Date();
  const fresh = file === undefined ? await fetchRows(knownRegion(region ?? DEFAULT_REGION), url, io, today) : undefined;
  const rows = fresh?.rows ?? loadPrices(file!);
  const changes = rows.flatMap((row) => changeOf(row, today) ?? []);
  if (isJson) io.stdout.write(jsonText(jsonOf(rows, changes, fresh)));
  else {
    if (fresh) report(fresh, '-', io);
    for (const change of changes) io.stdout.write(`${lineOf(change)}\n`);
    io.stdout.write(`${rows.length} rows compared with the built-in table, ${changes.length} differ.\n`);
  }
  return changes.length > 0 ? 1 : 0;
}

function changeOf(row: Price, today: Date): Change | undefined {
  const builtIn = BUILT_IN_PRICES.find((price) => sameCalls(price, row, today));
  const isSame = builtIn && describePrices(builtIn).toSorted().join() === describePrices(row).toSorted().join();
  return isSame ? undefined : { row, builtIn };
}

function lineOf({ row, builtIn }: Change): string {
  if (!builtIn) return `+ ${describeRow(row)}: ${describePrices(row).join('; ')}`;
  const before = describePrices(builtIn);
  const after = describePrices(row);
  const gone = before.filter((price) => !after.includes(price));
  const come = after.filter((price) => !before.includes(price));
  return `~ ${describeRow(row)}: ${gone.join('; ') || 'nothing'} -> ${come.join('; ') || 'nothing'}`;
}

function jsonOf(rows: readonly Price[], changes: readonly Change[], fresh: RetailRows | undefined): DiffJson {
  return {
    currency: 'USD',
    total: rows.length,
    changes: changes.map(({ row, builtIn }) => ({
      change: builtIn ? 'changed' : 'added',
      row: fullRow(row),
      ...(builtIn && { builtIn: fullRow(builtIn) }),
    })),
    ...(fresh && unusedJson(fresh)),
  };
}

import { writeFile } from 'node:fs/promises';
import type { PriceDifference } from '../bill/own-prices.ts';
import { MeterTable } from '../bill/meters.ts';
import type { BillLine, Difference } from '../bill/reconcile.ts';
import { sumByCurrency } from '../bill/sum-lines.ts';
import { type CommandIo, jsonText, paintFor } from '../cli/io.ts';
import { parseOptions, UsageError } from '../cli/options.ts';
import { shownPath } from '../cli/shown-value.ts';
import { type Column, table, UNKNOWN } from '../cli/table.ts';
import { type Decimal, decimalText, ONE } from '../pricing/decimal.ts';
import { InvalidPricesError, loadPrices, type Price, validatePrices } from '../pricing/index.ts';
import { StoreError } from '../store/errors.ts';
import { DEFAULT_FILE } from '../store/location.ts';
import type { StoreReader } from '../store/store.ts';
import { type BillQuestion, compareMonth, type ComparedMonth, exact, isMonth, toBillReport } from './bill-report.ts';
import { type CsvColumn, csvText } from './csv.ts';

/** A parsed `query bill`. */
export interface BillCommand extends BillQuestion {
  /** File of prices, which take precedence over the built-in ones. */
  readonly prices: string | undefined;
  /** File to write prices to. */
  readonly out: string | undefined;
  readonly file: string;
  readonly format: 'table' | 'csv' | 'json';
}

/** @throws UsageError for options that are wrong */
export function readBillCommand(args: readonly string[]): BillCommand {
  const { values } = parseOptions(
    args,
    {
      month: { type: 'string', default: new Date().toISOString().slice(0, 7) },
      by: { type: 'string', default: 'meter' },
      amortized: { type: 'boolean', default: false },
      prices: { type: 'string' },
      out: { type: 'string' },
      file: { type: 'string', default: DEFAULT_FILE },
      csv: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
    0,
  );
  if (!isMonth(values.month)) throw new UsageError('--month must be a month such as 2026-11.');
  if (values.by !== 'meter' && values.by !== 'day') throw new UsageError('--by must be meter or day.');
  if (values.csv && values.json) throw new UsageError('--csv and --json exclude each other.');
  if (values.prices !== undefined && values.out !== undefined) {
    throw new UsageError('--prices and --out exclude each other: the file would lack the prices that --prices has.');
  }
  return {
    month: values.month,
    by: values.by,
    type: values.amortized ? 'amortized' : 'actual',
    prices: values.prices,
    out: values.out,
    file: values.file,
    format: values.csv ? 'csv' : values.json ? 'json' : 'table',
  };
}

/** Compares a month of the bill with what is traced, and prints it. */
export async function answerBill(command: BillCommand, store: StoreReader, io: CommandIo): Promise<void> {
  const meters = command.prices === undefined ? undefined : new MeterTable(readPrices(command.prices));
  const compared = await compareMonth(store, command, meters);
  if (command.format === 'json') io.stdout.write(jsonText(toBillReport(command, compared)));
  else if (command.format === 'csv') io.stdout.write(csvText(CSV, compared.shown));
  else printTable(command, compared, io);
  if (command.out !== undefined) await writePrices(command.out, command.month, compared.prices, io);
}

function readPrices(path: string): readonly Price[] {
  try {
    return loadPrices(path);
  } catch (error) {
    if (!(error instanceof InvalidPricesError)) throw error;
    throw new StoreError(error.message, { cause: error });
  }
}

async function writePrices(
  path: string,
  month: string,
  differences: readonly PriceDifference[],
  io: CommandIo,
): Promise<void> {
  const rows = [...new Set(differences.flatMap(({ row }) => row ?? []))];
  const prices = validatePrices(rows, path);
  await writeFile(path, jsonText({ source: `Bill of ${month}`, checked: new Date().toISOString(), prices })).catch(
    (error: NodeJS.ErrnoException) => {
      throw new StoreError(`--out: ${shownPath(path)} cannot be written: ${error.code}`);
    },
  );
  io.stderr.write(`${prices.length} rows written to ${shownPath(path)}.\n`);
}

const CSV: readonly CsvColumn<BillLine>[] = [
  ['day', ({ day }) => day],
  ['meter', ({ meter }) => meter],
  ['currency', ({ currency }) => currency],
  ['traced_usd', ({ traced }) => exact(traced)],
  ['counted_usd', ({ counted }) => exact(counted)],
  ['billed', ({ billed }) => exact(billed)],
  ['traced_quantity', (line) => exact(line.tracedQuantity)],
  ['counted_quantity', (line) => exact(line.countedQuantity)],
  ['billed_quantity', (line) => exact(line.billedQuantity)],
  ['differences', ({ differences }) => differences.map(describe).join('; ')],
];

function printTable(command: BillCommand, compared: ComparedMonth, io: CommandIo): void {
  const { month, by, type } = command;
  const { shown, lines, prices, hasCharges, usageSince } = compared;
  const paint = paintFor(io.stdout);
  const style = { width: io.stdout.isTTY ? (io.stdout.columns ?? Infinity) : Infinity };
  const print = (rows: readonly string[]): void => void io.stdout.write(rows.map((row) => `${row}\n`).join(''));
  if (!hasCharges) {
    const kind = type === 'amortized' ? ' as amortized cost' : '';
    const stores = '"azure-openai-otel collect costs --output local" stores them';
    print([`No charges of ${month} are stored${kind}: ${stores}.`, '']);
  }
  if (usageSince !== null) {
    print([`Calls before ${usageSince} were stored by an earlier version, and are not in the traced sums.`, '']);
  }
  const totals = sumByCurrency(lines).map((line) => ({ ...line, meter: 'total' }));
  print(table(COLUMNS(by), [...shown, ...totals], paint, style));
  if (prices.length === 0) return;
  print(['', `Prices on the bill (${type} cost) that differ from the list by more than 1 %:`]);
  print(table(PRICE_COLUMNS, prices, paint, style));
}

const COLUMNS = (by: BillCommand['by']): readonly Column<BillLine>[] => [
  ...(by === 'day' ? [{ title: 'day', text: ({ day }: BillLine) => day }] : []),
  { title: 'meter', text: ({ meter }) => meter },
  { title: 'traced USD', text: ({ traced }) => rounded(traced), align: 'right' },
  { title: 'counted USD', text: ({ counted }) => rounded(counted), align: 'right' },
  { title: 'billed', text: ({ billed }) => rounded(billed), align: 'right' },
  { title: 'currency', text: ({ currency }) => currency || UNKNOWN },
  { title: 'differences', text: describeDifferences },
];

const PRICE_COLUMNS: readonly Column<PriceDifference>[] = [
  { title: 'meter', text: ({ meter }) => meter },
  { title: 'model', text: ({ model }) => model },
  { title: 'list USD', text: ({ listPrice, per }) => rounded(listPrice * per), align: 'right' },
  { title: 'billed', text: ({ billedPrice, per }) => rounded(billedPrice * per), align: 'right' },
  { title: 'currency', text: ({ currency }) => currency || UNKNOWN },
  { title: 'per', text: ({ per }) => String(per), align: 'right' },
  { title: 'row', text: ({ row }) => (row ? JSON.stringify(row) : 'none: rows are in USD') },
];

function describe({ name, amount }: Difference): string {
  return amount === null ? name : `${name} ${decimalText(amount)}`;
}

function describeDifferences({ traced, counted, billed, differences }: BillLine): string {
  if ([traced, counted, billed].every((amount) => amount === null)) return 'no price';
  return differences.map(describeRounded).join(', ');
}

function describeRounded({ name, amount }: Difference): string {
  const words = name.replaceAll('_', ' ');
  return amount === null ? words : `${words} ${amount > 0n ? '+' : ''}${rounded(amount)}`;
}

/** Four decimals, and no amount as 0 that is not. */
function rounded(amount: Decimal | null): string {
  if (amount === null) return UNKNOWN;
  const size = amount < 0n ? -amount : amount;
  const places = size > 0n && size < ONE / 10_000n ? 8 : 4;
  const step = ONE / 10n ** BigInt(places);
  const units = (size + step / 2n) / step;
  if (units === 0n && size > 0n) return Number(decimalText(amount)).toPrecision(2);
  const digits = String(units).padStart(places + 1, '0');
  return `${amount < 0n && units > 0n ? '-' : ''}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

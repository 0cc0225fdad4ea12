import { type CommandIo, jsonText, paintFor } from '../cli/io.ts';
import { didYouMean } from '../cli/nearest-names.ts';
import { parseOptions, UsageError, wholeNumber } from '../cli/options.ts';
import { shownWord } from '../cli/shown-value.ts';
import { type Column, table, UNKNOWN } from '../cli/table.ts';
import type { CallSummary } from '../store/queries/calls.ts';
import { type Dimension, DIMENSIONS, type Filters } from '../store/queries/filters.ts';
import type { Group } from '../store/queries/overview.ts';
import type { Sums } from '../store/queries/sum-up.ts';
import { StoreError } from '../store/errors.ts';
import { DEFAULT_FILE, explainNodeVersion } from '../store/location.ts';
import { openReader, type StoreReader } from '../store/store.ts';
import { type CsvColumn, csvText } from './csv.ts';
import { CALLS_CSV } from './export-calls.ts';
import { answerBill, readBillCommand } from './query-bill.ts';

/** The text of `query --help`. */
export const QUERY_USAGE: string = `Usage: azure-openai-otel query cost|calls|bill [options]

Reads the file of "dashboard": "cost" sums up calls by a dimension, "calls" lists them, the newest first, "bill" compares
what is traced with what Azure charges, by meter: see docs/bill.md.

Options:
  --by <dimension>      of "cost": ${DIMENSIONS.join(', ')} (default: deployment)
  --since <time>        how far back: 90m, 24h, 7d; or a time in ISO 8601 (default: 24h)
  --until <time>        a time in ISO 8601 (default: now)
  --<dimension> <text>  only calls with this value; can be repeated
  --text <words>        of "calls": only calls with these words in their content or attributes
  --limit <n>           of "calls": how many (default: 50)
  --file <path>         the file to read (default: ${DEFAULT_FILE})
  --month <month>       of "bill": such as 2026-11 (default: the present one)
  --by <meter|day>      of "bill": sums of the month by meter, or each day of each meter (default: meter)
  --amortized           of "bill": with purchases, such as reservations, spread over their terms
  --prices <file>       of "bill": prices that take precedence over the built-in ones
  --out <file>          of "bill": write the prices of the bill that differ from the list, for the option "prices"
  --csv                 print CSV
  --json                print JSON: { from, to, by, groups }, { from, to, calls } or { month, lines, … }: see docs
  -h, --help            this text

Exit codes: 0 success, 1 the file cannot be read, 2 a wrong command line.
`;

type Subject = 'cost' | 'calls';

/**
 * The command `query`: see `QUERY_USAGE`.
 *
 * @param args what follows the command.
 * @returns the exit code.
 * @throws UsageError for options that are wrong.
 */
export async function query(args: readonly string[], io: CommandIo): Promise<number> {
  const command = args[0] === 'bill' ? readBillCommand(args.slice(1)) : readCommand(args);
  try {
    const problem = explainNodeVersion();
    if (problem !== undefined) throw new StoreError(problem);
    const store = await openReader(command.file);
    try {
      await ('month' in command ? answerBill(command, store, io) : answer(command, store, io));
    } finally {
      // Its thread would keep the process from ending.
      await store.close();
    }
    return 0;
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    io.stderr.write(`azure-openai-otel query: ${error.message}\n`);
    return 1;
  }
}

async function answer(command: QueryCommand, store: StoreReader, io: CommandIo): Promise<void> {
  const { filters } = command;
  const [from, to] = [filters.from, filters.to].map((time) => new Date(time).toISOString());
  if (command.subject === 'cost') {
    const groups = (await store.query('overview', filters)).groups[command.by];
    const costs = groups.map((group) => ({ ...group, cost: findCost(group) }));
    const json = { from, to, by: command.by, groups: costs };
    print(command, io, groups, { columns: COST_COLUMNS(command.by), csv: COST_CSV(command.by), json });
  } else {
    const { calls } = await store.query('calls', { ...filters, text: command.text, limit: command.limit });
    print(command, io, calls, { columns: CALL_COLUMNS, csv: CALLS_CSV, json: { from, to, calls } });
  }
}

interface QueryCommand {
  readonly subject: Subject;
  readonly by: Dimension;
  readonly filters: Filters;
  readonly text: string;
  readonly limit: number;
  readonly file: string;
  readonly format: 'table' | 'csv' | 'json';
}

const OPTIONS_OF_ANOTHER = { cost: ['text', 'limit'], calls: ['by'] } as const;

function readCommand(args: readonly string[]): QueryCommand {
  const { values, positionals } = parseOptions(
    args,
    {
      by: { type: 'string' },
      since: { type: 'string', default: '24h' },
      until: { type: 'string' },
      service: { type: 'string', multiple: true },
      deployment: { type: 'string', multiple: true },
      model: { type: 'string', multiple: true },
      tenant: { type: 'string', multiple: true },
      feature: { type: 'string', multiple: true },
      text: { type: 'string' },
      limit: { type: 'string' },
      file: { type: 'string', default: DEFAULT_FILE },
      csv: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
    1,
  );
  const [subject] = positionals;
  if (subject !== 'cost' && subject !== 'calls') {
    throw new UsageError(
      subject === undefined
        ? 'query needs "cost", "calls" or "bill".'
        : `${shownWord(subject)} is no query.${didYouMean(subject, ['cost', 'calls', 'bill'])}`,
    );
  }
  // An option that is left out of account would leave a wrong number.
  for (const name of OPTIONS_OF_ANOTHER[subject]) {
    if (values[name] !== undefined) throw new UsageError(`--${name} is not an option of "query ${subject}".`);
  }
  const { by = 'deployment', text = '', limit = '50' } = values;
  if (!DIMENSIONS.includes(by as Dimension)) {
    throw new UsageError(`--by must be one of ${DIMENSIONS.join(', ')}.${didYouMean(by, DIMENSIONS)}`);
  }
  if (values.csv && values.json) throw new UsageError('--csv and --json exclude each other.');
  const to = values.until === undefined ? Date.now() : readTime('--until', values.until);
  const from = readSince(values.since, to);
  if (from >= to) throw new UsageError('--since must be before --until.');
  const wanted = DIMENSIONS.flatMap((name) => (values[name] ? [[name, values[name]]] : []));
  return {
    subject,
    by: by as Dimension,
    filters: { from, to, ...Object.fromEntries(wanted) },
    text,
    limit: wholeNumber('--limit', limit, 1, 100_000),
    file: values.file,
    format: values.csv ? 'csv' : values.json ? 'json' : 'table',
  };
}

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

function readSince(text: string, to: number): number {
  const [, number, unit] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  return unit === undefined ? readTime('--since', text) : to - Number(number) * UNITS[unit]!;
}

function readTime(option: string, text: string): number {
  const time = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(time)) return time;
  throw new UsageError(
    `${option} must be a time in ISO 8601, such as 2026-11-28${option === '--since' ? ', or 90m, 24h, 7d' : ''}.`,
  );
}

/** A table shows rounded amounts; CSV and JSON have exact ones. */
function print<Row>(
  { format }: QueryCommand,
  io: CommandIo,
  rows: readonly Row[],
  { columns, csv, json }: { columns: readonly Column<Row>[]; csv: readonly CsvColumn<Row>[]; json: object },
): void {
  if (format === 'json') io.stdout.write(jsonText(json));
  else if (format === 'csv') io.stdout.write(csvText(csv, rows));
  else {
    const width = io.stdout.isTTY ? (io.stdout.columns ?? Infinity) : Infinity;
    io.stdout.write(`${table(columns, rows, paintFor(io.stdout), { width }).join('\n')}\n`);
  }
}

const COST_CSV = (by: Dimension): readonly CsvColumn<Group>[] => [
  [by, ({ name }) => name],
  ['calls', ({ calls }) => calls],
  ['failed', ({ failed }) => failed],
  ['input_tokens', ({ input }) => input],
  ['cached_tokens', ({ cached }) => cached],
  ['output_tokens', ({ output }) => output],
  ['cost_usd', (group) => findCost(group)],
  ['unpriced_calls', ({ unpriced }) => unpriced],
];

const COST_COLUMNS = (by: Dimension): readonly Column<Group>[] => [
  { title: by, text: ({ name }) => name || `(no ${by})` },
  { title: 'calls', text: ({ calls }) => String(calls), align: 'right' },
  { title: 'failed', text: ({ failed }) => String(failed), align: 'right' },
  { title: 'input', text: ({ input }) => String(input), align: 'right' },
  { title: 'cached', text: ({ cached }) => String(cached), align: 'right' },
  { title: 'output', text: ({ output }) => String(output), align: 'right' },
  { title: 'cost USD', text: costText, align: 'right' },
  { title: 'unpriced', text: ({ unpriced }) => (unpriced === 0 ? '' : `${unpriced} calls`), align: 'right' },
];

/** A group without a single price has no cost, rather than 0; nor has one whose calls all failed, or have no usage. */
function findCost({ cost, calls, unpriced, failed, input, output }: Sums): number | null {
  const isKnown = cost > 0 || (unpriced + failed < calls && input + output > 0);
  return isKnown ? cost : null;
}

function costText(sums: Sums): string {
  const cost = findCost(sums);
  if (cost !== null) return usd(cost);
  return sums.unpriced > 0 ? 'unpriced' : UNKNOWN;
}

/** Writes USD with 4 decimals, and no amount as 0 that is not. */
function usd(amount: number): string {
  return amount > 0 && amount < 0.0001 ? amount.toPrecision(2) : amount.toFixed(4);
}

const CALL_COLUMNS: readonly Column<CallSummary>[] = [
  { title: 'time', text: ({ start }) => new Date(start).toISOString() },
  { title: 'deployment', text: ({ deployment }) => deployment },
  { title: 'model', text: ({ model }) => model || UNKNOWN },
  { title: 'tenant', text: ({ tenant }) => tenant || UNKNOWN },
  { title: 'input', text: ({ input }) => String(input ?? UNKNOWN), align: 'right' },
  { title: 'output', text: ({ output }) => String(output ?? UNKNOWN), align: 'right' },
  {
    title: 'cost USD',
    text: ({ cost, unpriced }) => (cost === null ? (unpriced ? 'unpriced' : UNKNOWN) : usd(cost)),
    align: 'right',
  },
  { title: 'seconds', text: ({ duration }) => duration.toFixed(3), align: 'right' },
  {
    title: 'result',
    text: ({ result, httpStatus, finish }) =>
      result === 'ok' ? finish || 'ok' : [result, httpStatus].filter(Boolean).join(' '),
  },
  { title: 'trace', text: ({ traceId }) => traceId },
];

import { writeFile } from 'node:fs/promises';
import { type CommandIo, jsonText } from '../../cli/io.ts';
import { parseOptions, UsageError } from '../../cli/options.ts';
import { RETAIL_PRICES_URL, fetchRetailItems } from '../../pricing/retail/retail-items.ts';
import { type RetailRows, rowsFromItems } from '../../pricing/retail/rows-from-items.ts';
import { type RefreshJson, unusedJson } from './json.ts';
import { knownRegion } from './regions.ts';

/** Prices that Azure repeats in every region are the same in this one, and it has most of the others. */
export const DEFAULT_REGION = 'eastus2';

export const usage: string = `Usage: azure-openai-otel prices refresh --out <file> [options]

Reads today's prices from Azure's public Retail Prices API and writes those it knows as rows for the option "prices".
Meters that it does not know are listed and left out.

Options:
  --out <file>       where to write; "-" writes to the standard output
  --region <region>  whose regional and data-zone prices to read (default: ${DEFAULT_REGION})
  --currency <code>  USD, the only one there is: costs are reported in USD
  --url <url>        another place of the API (or AZURE_OPENAI_OTEL_RETAIL_PRICES_URL)
  --json             print { out, region, checked, total, leftOut, unknownMeters } (docs/pricing.md)
  -h, --help         this text

Exit codes: 0 written, 1 the API or the file failed, 2 a wrong command line.
`;

export async function run(args: string[], io: CommandIo): Promise<number> {
  const { values } = parseOptions(args, {
    out: { type: 'string' },
    region: { type: 'string', default: DEFAULT_REGION },
    currency: { type: 'string', default: 'USD' },
    url: { type: 'string' },
    json: { type: 'boolean' },
  });
  const { out, currency, json: isJson } = values;
  if (!out) throw new UsageError('say where to write, with --out <file>.');
  if (currency !== 'USD') throw new UsageError(`Prices are kept in USD; there is no --currency ${currency}.`);
  if (isJson && out === '-') throw new UsageError('--out - prints the prices themselves, in JSON; leave out --json.');
  const region = knownRegion(values.region);
  const today = new Date();
  const found = await fetchRows(region, values.url, io, today);
  const checked = today.toISOString();
  const text = jsonText({ source: `Azure Retail Prices API, ${region}`, checked, prices: found.rows });
  if (out === '-') io.stdout.write(text);
  else await writeFile(out, text);
  if (isJson) {
    const json: RefreshJson = { out, region, checked, total: found.rows.length, ...unusedJson(found) };
    io.stdout.write(jsonText(json));
  } else report(found, out, io);
  return 0;
}

/** Fetches a region's prices from `url`, the environment's, or Azure. */
export async function fetchRows(
  region: string,
  url: string | undefined,
  io: CommandIo,
  today: Date,
): Promise<RetailRows> {
  const baseUrl = url ?? io.env['AZURE_OPENAI_OTEL_RETAIL_PRICES_URL'] ?? RETAIL_PRICES_URL;
  return rowsFromItems(await fetchRetailItems(region, baseUrl), region, today);
}

/** Writes how much was found, and what was not understood. */
export function report({ rows, unknown, leftOut }: RetailRows, out: string, io: CommandIo): void {
  io.stderr.write(`${rows.length} rows${out === '-' ? '' : ` written to ${out}`}.\n`);
  if (leftOut.length > 0)
    io.stderr.write(`\n${leftOut.length} rows left out:\n${leftOut.map((why) => `  ${why}\n`).join('')}`);
  if (unknown.length === 0) return;
  io.stderr.write(`\n${unknown.length} meters not known, and not used:\n`);
  for (const { productName, meterName, retailPrice, unitOfMeasure } of unknown) {
    io.stderr.write(`  ${productName} · ${meterName} · ${retailPrice} per ${unitOfMeasure}\n`);
  }
}

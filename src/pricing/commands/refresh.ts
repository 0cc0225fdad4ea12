import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { RETAIL_PRICES_URL, fetchRetailItems } from '../retail/retail-items.ts';
import { type RetailRows, rowsFromItems } from '../retail/rows-from-items.ts';
import type { CommandIo } from './io.ts';

/** Prices that Azure repeats in every region are the same in this one, and it has most of the others. */
const DEFAULT_REGION = 'eastus2';

export const REFRESH_USAGE: string = `azure-openai-otel prices refresh --out <file> [--region ${DEFAULT_REGION}] [--currency USD] [--url <url>]

Reads today's prices from Azure's public Retail Prices API and writes those it knows as rows for the
option "prices". Meters that it does not know are listed and left out.

  --out <file>       where to write; "-" writes to the standard output
  --region <region>  whose regional and data-zone prices to read (default: ${DEFAULT_REGION})
  --currency <code>  USD, the only one there is: costs are reported in USD
  --url <url>        another place of the API (or AZURE_OPENAI_OTEL_RETAIL_PRICES_URL)
`;

export async function refresh(args: string[], io: CommandIo): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      out: { type: 'string' },
      region: { type: 'string', default: DEFAULT_REGION },
      currency: { type: 'string', default: 'USD' },
      url: { type: 'string' },
    },
  });
  if (!values.out || values.currency !== 'USD') {
    io.stderr.write(
      values.out ? `Prices are kept in USD; there is no --currency ${values.currency}.\n` : REFRESH_USAGE,
    );
    return 2;
  }
  const today = new Date();
  const found = await fetchRows(values.region, values.url, io, today);
  const file = {
    source: `Azure Retail Prices API, ${values.region}`,
    checked: today.toISOString(),
    prices: found.rows,
  };
  const text = `${JSON.stringify(file, undefined, 2)}\n`;
  if (values.out === '-') io.stdout.write(text);
  else await writeFile(values.out, text);
  report(found, values.out, io);
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

/** Tells what was found, and what was not understood. */
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

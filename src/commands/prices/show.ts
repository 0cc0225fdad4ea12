import { type CommandIo, jsonText } from '../../cli/io.ts';
import { didYouMean } from '../../cli/nearest-names.ts';
import { parseOptions, UsageError } from '../../cli/options.ts';
import { namesOf } from '../../pricing/price-index.ts';
import { selectRow } from '../../pricing/select-row.ts';
import { BUILT_IN_PRICES } from '../../pricing/prices/index.ts';
import type { Price } from '../../pricing/types.ts';
import { describePrices, describeRow } from './describe-row.ts';
import { fullRow, type ShowJson } from './json.ts';
import { SELECTION_OPTIONS, selectionOf } from './selection.ts';

export const usage: string = `Usage: azure-openai-otel prices show <model> [options]

Shows every row that answers to a model's name, and marks the one that prices a call with "*".

Options:
  --deployment-type <type>  GlobalStandard (default), DataZoneStandard, Standard, GlobalBatch, … (or --type)
  --region <region>         as in swedencentral
  --service-tier <tier>     the response's service_tier: default, priority, flex
  --at <day>                the day of the call, as in 2026-09-01, or its time in ISO 8601 (default: now)
  --prices <file>           rows of your own; they take precedence over the built-in ones
  --json                    print { currency, model, deploymentType, serviceTier, region, at, price, reason, rows }:
                            price is the row that prices the call, reason why there is none (docs/pricing.md)
  -h, --help                this text

Exit codes: 0 a row prices the call, 1 none does or a file cannot be read, 2 a wrong command line.
`;

export async function run(args: string[], io: CommandIo): Promise<number> {
  const { values, positionals } = parseOptions(args, { ...SELECTION_OPTIONS, json: { type: 'boolean' } }, 1);
  const [model] = positionals;
  if (model === undefined) throw new UsageError('say which model.');
  const { deploymentType = 'GlobalStandard', serviceTier = 'default', region, at, own } = selectionOf(values);
  const found = selectRow(model, { deploymentType, serviceTier, region, at, prices: own });
  const used = typeof found === 'object' ? found.row : undefined;
  const rows = [...own, ...BUILT_IN_PRICES].filter((row) => row === used || namesOf(row).has(model));
  if (values.json) {
    const json: ShowJson = {
      currency: 'USD',
      model,
      deploymentType,
      serviceTier,
      ...(region !== undefined && { region }),
      at: at.toISOString(),
      ...(typeof found === 'object' ? { price: fullRow(found.row) } : { reason: found }),
      rows: rows.map(fullRow),
    };
    io.stdout.write(jsonText(json));
  } else {
    for (const row of rows) io.stdout.write(showRow(row, row === used));
    if (rows.length > 0 && !used)
      io.stdout.write(
        `None of them prices such a call (${found as string}): see --deployment-type, --region, --service-tier and --at.\n`,
      );
  }
  if (rows.length === 0) io.stderr.write(`No row answers to "${model}". ${similarNames(model)}\n`);
  return used ? 0 : 1;
}

function showRow(row: Price, isUsed: boolean): string {
  const lines = [
    `${isUsed ? '*' : ' '} ${describeRow(row)}`,
    ...describePrices(row).map((price) => `      ${price}`),
    ...(row.derived ? [`      computed: ${row.derived}`] : []),
    ...(row.note ? [`      note: ${row.note}`] : []),
    `      source: ${row.source ?? 'none given'} (${row.checked ?? 'no date'})`,
  ];
  return `${lines.join('\n')}\n`;
}

function similarNames(model: string): string {
  const names = new Set(BUILT_IN_PRICES.flatMap((row) => [...namesOf(row)]));
  const similar = [...names].filter((name) => name.includes(model) || model.includes(name));
  if (similar.length > 0) return `There is ${similar.toSorted().join(', ')}.`;
  return didYouMean(model, names, 3).trimStart() || 'Names must match exactly; "prices list" has them all.';
}

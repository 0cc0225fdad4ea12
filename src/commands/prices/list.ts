import { type CommandIo, jsonText, paintFor } from '../../cli/io.ts';
import { didYouMean } from '../../cli/nearest-names.ts';
import { parseOptions } from '../../cli/options.ts';
import { type Column, table, UNKNOWN } from '../../cli/table.ts';
import { coversRegion } from '../../pricing/data-zones.ts';
import { namesOf } from '../../pricing/price-index.ts';
import { DEPLOYMENT_TYPES, SCOPES, tierOf } from '../../pricing/select-row.ts';
import { BUILT_IN_PRICES } from '../../pricing/prices/index.ts';
import type { TokenClass } from '../../pricing/token-classes.ts';
import type { DeploymentType, Price } from '../../pricing/types.ts';
import { describePrices } from './describe-row.ts';
import { fullRow, type ListJson } from './json.ts';
import { isInForce, sameCalls } from './same-calls.ts';
import { SELECTION_OPTIONS, type Selection, selectionOf } from './selection.ts';

export const usage: string = `Usage: azure-openai-otel prices list [options]

Lists the prices of all models in USD per 1M tokens, one line for each model, deployment type and place. Without a
price for cached input, Azure bills it as input.

Options:
  --model <text>            only models with this in a name, a version or an alias
  --deployment-type <type>  only GlobalStandard, DataZoneStandard, Standard, GlobalBatch, … (or --type)
  --region <region>         only what prices deployments in this region, as in swedencentral
  --service-tier <tier>     prices of another tier: priority, flex (default: standard processing)
  --at <day>                prices of another day, as in 2026-09-01 (default: now)
  --prices <file>           rows of your own; they take precedence over the built-in ones
  --json                    print { currency, at, rows }: rows of prices.schema.json with their defaults and their
                            deploymentType (docs/pricing.md)
  -h, --help                this text

Exit codes: 0 there are prices, 1 there are none or a file cannot be read, 2 a wrong command line.
`;

export async function run(args: string[], io: CommandIo): Promise<number> {
  const options = { ...SELECTION_OPTIONS, model: { type: 'string' }, json: { type: 'boolean' } } as const;
  const { values } = parseOptions(args, options);
  const selection = selectionOf(values);
  const rows = rowsOf(selection).filter((row) => isNamed(row, values.model ?? ''));
  if (values.json) {
    const json: ListJson = {
      currency: 'USD',
      at: selection.at.toISOString(),
      rows: rows.map((row) => ({ deploymentType: deploymentTypeOf(row), ...fullRow(row) })),
    };
    io.stdout.write(jsonText(json));
  } else if (rows.length > 0) {
    const width = io.stdout.isTTY ? (io.stdout.columns ?? Infinity) : Infinity;
    io.stdout.write(`${table(COLUMNS, rows, paintFor(io.stdout), { width }).join('\n')}\n`);
    io.stdout.write(`\n${rows.length} prices at ${selection.at.toISOString().slice(0, 10)}, in USD per 1M tokens.\n`);
  }
  if (rows.length === 0) io.stderr.write(`There is no such price.${similarNames(values.model)}\n`);
  return rows.length > 0 ? 0 : 1;
}

const COLUMNS: readonly Column<Price>[] = [
  { title: 'model', text: ({ model, fineTuned }) => `${model}${fineTuned ? ' fine-tuned' : ''}` },
  { title: 'versions', text: ({ versions }) => versions?.join(' ') ?? UNKNOWN },
  { title: 'deployment type', text: deploymentTypeOf },
  { title: 'input', text: (row) => priceOf(row, 'input'), align: 'right' },
  { title: 'cached', text: (row) => priceOf(row, 'cachedInput'), align: 'right' },
  { title: 'output', text: (row) => priceOf(row, 'output'), align: 'right' },
  { title: 'valid from', text: ({ effective }) => effective ?? UNKNOWN },
  { title: 'where', text: ({ zones = [], regions = [] }) => [...zones, ...regions].join(' ') || 'everywhere' },
  { title: 'also', text: restOf },
];

function priceOf({ usdPerMillionTokens }: Price, tokens: TokenClass): string {
  return String(usdPerMillionTokens?.[tokens] ?? UNKNOWN);
}

/** The facts that the other columns do not show: other prices, other names, and the end of the price. */
function restOf(row: Price): string {
  const { input: _input, cachedInput: _cached, output: _output, ...others } = row.usdPerMillionTokens ?? {};
  return [
    ...describePrices({ ...row, usdPerMillionTokens: others }).map((price) => price.replace(' per 1M tokens', '')),
    ...(row.aliases ? [`or ${row.aliases.join(', ')}`] : []),
    ...(row.until ? [`until ${row.until}`] : []),
  ].join('; ');
}

function rowsOf({ deploymentType, region, serviceTier, at, own }: Selection): Price[] {
  const builtIn = BUILT_IN_PRICES.filter((row) => !own.some((mine) => sameCalls(mine, row, at)));
  const day = at.toISOString().slice(0, 10);
  const tier = tierOf(deploymentType ?? 'GlobalStandard', serviceTier);
  return [...own, ...builtIn].filter(
    (row) =>
      isInForce(row, day) &&
      (row.tier ?? 'standard') === tier &&
      (deploymentType === undefined || (row.scope ?? 'global') === SCOPES[deploymentType]) &&
      (region === undefined || coversRegion(row, region)),
  );
}

function isNamed(row: Price, text: string): boolean {
  const names = [row.model, ...namesOf(row)];
  return names.some((name) => name.toLowerCase().includes(text.toLowerCase()));
}

function similarNames(model: string | undefined): string {
  return model === undefined ? '' : didYouMean(model, new Set(BUILT_IN_PRICES.flatMap((row) => [...namesOf(row)])), 3);
}

/** The type of the deployments that a row prices. */
function deploymentTypeOf({ scope = 'global', tier = 'standard' }: Price): DeploymentType {
  const types = DEPLOYMENT_TYPES.filter((type) => SCOPES[type] === scope);
  const batch = types.find((type) => tierOf(type, undefined) === 'batch');
  return (tier === 'batch' && batch) || types[0]!;
}

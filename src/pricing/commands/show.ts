import { parseArgs } from 'node:util';
import { findPrice } from '../find-price.ts';
import { loadPrices } from '../load-prices.ts';
import { namesOf } from '../price-index.ts';
import { BUILT_IN_PRICES } from '../table/index.ts';
import type { DeploymentType, Price } from '../types.ts';
import { describePrices, describeRow } from './describe-row.ts';
import type { CommandIo } from './io.ts';

export const SHOW_USAGE = `azure-openai-otel prices show <model> [options]

Shows every row that answers to a model's name, and which of them prices a call.

  --deployment-type <type>  GlobalStandard (default), DataZoneStandard, Standard, GlobalBatch, …
  --region <region>         as in swedencentral
  --service-tier <tier>     the response's service_tier: default, priority, flex
  --prices <file>           rows of your own; they go before the built-in ones
`;

export async function show(args: string[], io: CommandIo): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      'deployment-type': { type: 'string', default: 'GlobalStandard' },
      region: { type: 'string' },
      'service-tier': { type: 'string' },
      prices: { type: 'string' },
    },
  });
  const [model] = positionals;
  if (model === undefined) {
    io.stderr.write(SHOW_USAGE);
    return 2;
  }
  const own = values.prices === undefined ? [] : loadPrices(values.prices);
  const used = findPrice(model, {
    deploymentType: values['deployment-type'] as DeploymentType,
    region: values.region,
    serviceTier: values['service-tier'],
    prices: own,
  });
  const rows = [...own, ...BUILT_IN_PRICES].filter((row) => row === used || namesOf(row).has(model));
  if (rows.length === 0) {
    io.stderr.write(`No row answers to "${model}". ${similarNames(model)}\n`);
    return 1;
  }
  for (const row of rows) io.stdout.write(showRow(row, row === used));
  if (!used) io.stdout.write('None of them prices such a call; see --deployment-type, --region and --service-tier.\n');
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
  return similar.length > 0 ? `There is ${similar.toSorted().join(', ')}.` : 'Names must match exactly.';
}

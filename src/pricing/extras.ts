import { NO_RATE } from './compile-row.ts';
import { costOfModel } from './cost-of-model.ts';
import { picoFromUsd, usdFromBigPico } from './pico-usd.ts';
import { readUsage } from './read-usage.ts';
import { selectRow } from './select-row.ts';
import type { Cost, DeploymentType, ExtraPart, ImageGenerationUsage, PriceOptions } from './types.ts';
import type { Usage } from './usage.ts';

/** What one extra costs in pico-USD; undefined if that is not known. */
type Extra = readonly [part: ExtraPart, pico: bigint | undefined];

/** A tool is billed by the call whatever tier or kind of capacity the model has; it matters where that runs. */
const PLACES: Readonly<Record<DeploymentType, DeploymentType>> = {
  GlobalStandard: 'GlobalStandard',
  DataZoneStandard: 'DataZoneStandard',
  Standard: 'Standard',
  GlobalBatch: 'GlobalStandard',
  DataZoneBatch: 'DataZoneStandard',
  GlobalProvisionedManaged: 'GlobalStandard',
  DataZoneProvisionedManaged: 'DataZoneStandard',
  ProvisionedManaged: 'Standard',
  DeveloperTier: 'DeveloperTier',
};

/**
 * Adds to the cost of a model's tokens what is billed beside them: the fee of a model router, and hosted tools. If one of
 * them has no price, the cost has no total but a partial sum.
 */
export function addExtras(cost: Cost, usage: Usage | null | undefined, options: PriceOptions): Cost {
  const extras = extrasOf(usage, options);
  const [first] = extras;
  if (!first) return cost;
  let known = cost.total === undefined ? 0n : BigInt(picoFromUsd(cost.total));
  const priced: Cost = { ...cost };
  const lacking: ExtraPart[] = [];
  for (const [part, pico] of extras) {
    if (pico === undefined) lacking.push(part);
    else if (pico > 0n) {
      priced[part] = usdFromBigPico(pico);
      known += pico;
    }
  }
  if (cost.total !== undefined && lacking.length === 0) return { ...priced, total: usdFromBigPico(known) };
  const { total: _, ...withoutTotal } = priced;
  return {
    ...withoutTotal,
    reason: cost.reason ?? 'unpriced_usage',
    ...(lacking.length > 0 && { unpriced: [...(cost.unpriced ?? []), ...lacking] }),
    ...(known > 0n && { partial: usdFromBigPico(known) }),
  };
}

function extrasOf(usage: Usage | null | undefined, options: PriceOptions): Extra[] {
  const { router, tools, region, at, prices } = options;
  const place: PriceOptions = { deploymentType: placeOf(options.deploymentType), region, at, prices };
  const input = router === undefined ? undefined : readUsage(usage)?.input;
  const calls = (part: ExtraPart, tool: string, count: number | null | undefined): Extra[] =>
    count === undefined || count === 0 ? [] : [[part, picoForCalls(tool, count, place)]];
  return [
    ...(router !== undefined && input ? [['modelRouter', picoForRouter(router, input, place)] as const] : []),
    ...calls('webSearch', 'web_search', tools?.webSearches),
    ...calls('fileSearch', 'file_search', tools?.fileSearches),
    ...calls('codeInterpreter', 'code_interpreter', tools?.codeInterpreterSessions),
    ...calls('shell', 'shell', tools?.shellSessions),
    ...(tools?.imageGeneration?.length ? [imageGeneration(tools.imageGeneration, place)] : []),
  ];
}

function placeOf(type: DeploymentType = 'GlobalStandard'): DeploymentType {
  return Object.hasOwn(PLACES, type) ? PLACES[type] : type;
}

function picoForRouter(router: string, inputTokens: number, place: PriceOptions): bigint | undefined {
  const found = selectRow(router, place);
  if (typeof found === 'string' || found.rates.input === NO_RATE) return undefined;
  return BigInt(inputTokens) * BigInt(found.rates.input);
}

function picoForCalls(tool: string, count: number | null, place: PriceOptions): bigint | undefined {
  if (count === null || !Number.isSafeInteger(count) || count < 0) return undefined;
  const found = selectRow(tool, place);
  if (typeof found === 'string' || found.picoPerCall === NO_RATE) return undefined;
  return BigInt(count) * BigInt(found.picoPerCall);
}

/** An image model has a deployment of its own. */
function imageGeneration(generated: readonly ImageGenerationUsage[], { region, at, prices }: PriceOptions): Extra {
  let sum = 0n;
  for (const { usage, model, deploymentType } of generated) {
    const { total } = costOfModel(usage, model, { deploymentType, region, at, prices });
    if (total === undefined) return ['imageGeneration', undefined];
    sum += BigInt(picoFromUsd(total));
  }
  return ['imageGeneration', sum];
}

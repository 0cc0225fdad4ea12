import { NO_RATE } from './compile-row.ts';
import { costOfModel } from './cost-of-model.ts';
import { picoFromUsd, usdFromPico } from './pico-usd.ts';
import { readUsage } from './read-usage.ts';
import { selectRow } from './select-row.ts';
import { CLASS_INDEX } from './token-classes.ts';
import type { Cost, DeploymentType, ExtraPart, ImageGenerationUsage, PriceOptions } from './types.ts';
import type { Usage } from './usage.ts';

/** A tool has one price for each place: batch and provisioned deployments pay the price of pay-per-token ones. */
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
 * Adds the fee of a model router and the price of hosted tools to the cost of a model's tokens. If one of them has no
 * price, the cost has a partial sum in place of a total. The sum is exact up to 9,007 USD (2⁵³ pico-USD).
 */
export function addExtras(cost: Cost, usage: Usage | null | undefined, options: PriceOptions): Cost {
  const { router, tools, region, at, prices } = options;
  const place: PriceOptions = { deploymentType: placeOf(options.deploymentType), region, at, prices };
  let known = cost.total === undefined ? 0 : picoFromUsd(cost.total);
  let lacking: ExtraPart[] | undefined;
  const add = (part: ExtraPart, pico: number): void => {
    if (pico === NOT_KNOWN) (lacking ??= []).push(part);
    else if (pico > 0) {
      cost[part] = usdFromPico(pico);
      known += pico;
    }
  };
  if (router !== undefined) add('modelRouter', picoForRouter(router, usage, place));
  if (tools) {
    add('webSearch', picoForCalls('web_search', tools.webSearches, place));
    add('fileSearch', picoForCalls('file_search', tools.fileSearches, place));
    add('codeInterpreter', picoForCalls('code_interpreter', tools.codeInterpreterSessions, place));
    add('shell', picoForCalls('shell', tools.shellSessions, place));
    add('imageGeneration', picoForImages(tools.imageGeneration, place));
  }
  if (cost.total === undefined || lacking) return withoutTotal(cost, known, lacking);
  cost.total = usdFromPico(known);
  return cost;
}

/** Marks an extra that has no price. */
const NOT_KNOWN = -1;

function withoutTotal(cost: Cost, known: number, lacking: readonly ExtraPart[] = []): Cost {
  delete cost.total;
  if (lacking.length > 0) cost.unpriced = [...(cost.unpriced ?? []), ...lacking];
  cost.reason ??= 'unpriced_usage';
  if (known > 0) cost.partial = usdFromPico(known);
  return cost;
}

function placeOf(type: DeploymentType = 'GlobalStandard'): DeploymentType {
  return Object.hasOwn(PLACES, type) ? PLACES[type] : type;
}

function picoForRouter(router: string, usage: Usage | null | undefined, place: PriceOptions): number {
  const input = readUsage(usage)?.input ?? 0;
  if (input === 0) return 0;
  const found = selectRow(router, place);
  const rate = typeof found === 'string' ? NO_RATE : found.rates.perToken[CLASS_INDEX.input]!;
  return rate === NO_RATE ? NOT_KNOWN : input * rate;
}

function picoForCalls(tool: string, count: number | null | undefined, place: PriceOptions): number {
  if (count === undefined || count === 0) return 0;
  if (count === null || !Number.isSafeInteger(count) || count < 0) return NOT_KNOWN;
  const found = selectRow(tool, place);
  return typeof found === 'string' || found.picoPerCall === NO_RATE ? NOT_KNOWN : count * found.picoPerCall;
}

/** Prices images by their own model: it has a deployment, and so a deployment type, of its own. */
function picoForImages(generated: readonly ImageGenerationUsage[] = [], { region, at, prices }: PriceOptions): number {
  if (!Array.isArray(generated)) return NOT_KNOWN;
  let sum = 0;
  for (const image of generated as readonly (ImageGenerationUsage | null | undefined)[]) {
    const options = { deploymentType: image?.deploymentType, region, at, prices };
    const { total } = costOfModel(image?.usage, image?.model, options);
    if (total === undefined) return NOT_KNOWN;
    sum += picoFromUsd(total);
  }
  return sum;
}

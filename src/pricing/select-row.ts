import type { CompiledRow } from './compile-row.ts';
import { coversRegion, regionName } from './data-zones.ts';
import { type Candidates, PriceIndex } from './price-index.ts';
import { BUILT_IN_PRICES } from './prices/index.ts';
import type { DeploymentType, Price, PriceOptions, Scope, Tier, UnpricedReason } from './types.ts';

/** The scope of each deployment type. */
export const SCOPES: Readonly<Record<DeploymentType, Scope | 'provisioned'>> = {
  GlobalStandard: 'global',
  DataZoneStandard: 'dataZone',
  Standard: 'regional',
  GlobalBatch: 'global',
  DataZoneBatch: 'dataZone',
  GlobalProvisionedManaged: 'provisioned',
  DataZoneProvisionedManaged: 'provisioned',
  ProvisionedManaged: 'provisioned',
  DeveloperTier: 'developer',
};

/** Every deployment type. */
export const DEPLOYMENT_TYPES: readonly DeploymentType[] = Object.keys(SCOPES) as DeploymentType[];

/** The values of a response's `service_tier`; `scale` is OpenAI's name for prepaid capacity. */
const TIERS: ReadonlyMap<string, Tier | 'provisioned'> = new Map([
  ['default', 'standard'],
  ['auto', 'standard'],
  ['standard', 'standard'],
  ['priority', 'priority'],
  ['flex', 'flex'],
  ['batch', 'batch'],
  ['scale', 'provisioned'],
]);

/** Every value of a response's `service_tier`. */
export const SERVICE_TIERS: readonly string[] = [...TIERS.keys()];

const builtIn = new PriceIndex(BUILT_IN_PRICES);
const ownIndexes = new WeakMap<readonly Price[], PriceIndex>();

/** Returns the row that prices a call, or the reason why there is none. */
export function selectRow(model: unknown, options: PriceOptions): CompiledRow | UnpricedReason {
  const type = options.deploymentType ?? 'GlobalStandard';
  const scope = Object.hasOwn(SCOPES, type) ? SCOPES[type] : undefined;
  if (scope === undefined) return 'unknown_deployment_type';
  const tier = tierOf(type, options.serviceTier);
  if (tier === undefined) return 'unknown_service_tier';
  if (scope === 'provisioned' || tier === 'provisioned') return 'provisioned';
  if (typeof model !== 'string') return 'unknown_model';

  const own = options.prices && selectFrom(ownIndex(options.prices), model, scope, tier, options);
  if (typeof own === 'object') return own;
  const found = selectFrom(builtIn, model, scope, tier, options);
  return found === 'unknown_model' ? (own ?? found) : found;
}

/**
 * Finds the row of the price table by which `calculateCost` prices a model.
 *
 * @param model the model's name as a response gives it, or as Azure's catalogue has it; never the
 * deployment's name
 * @returns the row, or undefined if the model has none for these options
 */
export function findPrice(model: string | null | undefined, options: PriceOptions = {}): Price | undefined {
  const found = selectRow(model, options);
  return typeof found === 'object' ? found.row : undefined;
}

/** Returns the tier of a call; undefined for a `service_tier` that Azure does not have. */
export function tierOf(type: DeploymentType, serviceTier: string | null | undefined): Tier | 'provisioned' | undefined {
  const tier = TIERS.get(serviceTier ?? 'default');
  const isBatch = type === 'GlobalBatch' || type === 'DataZoneBatch';
  return isBatch && tier === 'standard' ? 'batch' : tier;
}

function ownIndex(prices: readonly Price[]): PriceIndex {
  let index = ownIndexes.get(prices);
  if (!index) ownIndexes.set(prices, (index = new PriceIndex(prices)));
  return index;
}

function selectFrom(
  index: PriceIndex,
  model: string,
  scope: Scope,
  tier: Tier,
  options: PriceOptions,
): CompiledRow | UnpricedReason {
  const plain = index.base(model);
  if (plain) return selectCandidate(plain, scope, tier, options);
  const base = fineTunedFrom(model);
  if (base === undefined) return 'unknown_model';
  const tuned = index.fineTunedFrom(base);
  if (tuned) return selectCandidate(tuned, scope, tier, options);
  return index.base(base) ? 'no_fine_tuned_price' : 'unknown_model';
}

/** The base in `gpt-4o-2024-08-06.ft-0e20…` (Azure) or `ft:gpt-4o-2024-08-06:org::id` (OpenAI). */
function fineTunedFrom(model: string): string | undefined {
  if (model.startsWith('ft:')) return model.split(':')[1];
  const suffix = model.indexOf('.ft-');
  return suffix > 0 ? model.slice(0, suffix) : undefined;
}

function selectCandidate(
  candidates: Candidates,
  scope: Scope,
  tier: Tier,
  options: PriceOptions,
): CompiledRow | UnpricedReason {
  const tiers = candidates[scope];
  if (!tiers) return 'no_price_for_deployment_type';
  const group = tiers[tier];
  if (!group) return 'no_price_for_service_tier';
  return group.only ?? byRegionAndDate(group.rows, options);
}

/** The first row in place and in force wins; between data zones only a region can decide. */
function byRegionAndDate(rows: readonly CompiledRow[], options: PriceOptions): CompiledRow | UnpricedReason {
  const at = options.at?.getTime() ?? Date.now();
  const region = options.region === undefined ? undefined : regionName(options.region);
  let inZone: CompiledRow | undefined;
  let isElsewhere = true;
  for (const candidate of rows) {
    const { row, from, until } = candidate;
    if (region === undefined ? row.regions : !coversRegion(row, region)) continue;
    isElsewhere = false;
    if (!(at >= from && at < until)) continue;
    if (region !== undefined || !row.zones) return candidate;
    if (inZone) return 'region_needed';
    inZone = candidate;
  }
  if (inZone) return inZone;
  if (!isElsewhere) return 'no_price_at_date';
  return region === undefined ? 'region_needed' : 'no_price_for_region';
}

import { didYouMean } from '../../cli/nearest-names.ts';
import { UsageError } from '../../cli/options.ts';
import { loadPrices } from '../../pricing/load-prices.ts';
import { DEPLOYMENT_TYPES, SERVICE_TIERS } from '../../pricing/select-row.ts';
import type { DeploymentType, Price } from '../../pricing/types.ts';
import { knownRegion } from './regions.ts';

/** The options that choose prices. */
export const SELECTION_OPTIONS = {
  'deployment-type': { type: 'string' },
  type: { type: 'string' },
  region: { type: 'string' },
  'service-tier': { type: 'string' },
  at: { type: 'string' },
  prices: { type: 'string' },
} as const;

/** The choice that {@link SELECTION_OPTIONS} make; an option that was not given is absent. */
export interface Selection {
  readonly deploymentType?: DeploymentType;
  readonly region?: string;
  readonly serviceTier?: string;
  /** @default now */
  readonly at: Date;
  /** Rows of the user; they take precedence over the built-in ones. */
  readonly own: readonly Price[];
}

/**
 * Reads {@link SELECTION_OPTIONS}.
 *
 * @throws UsageError for a value that does not exist, with the nearest ones
 * @throws InvalidPricesError for a file of prices that is wrong
 */
export function selectionOf(values: Readonly<Partial<Record<keyof typeof SELECTION_OPTIONS, string>>>): Selection {
  const { 'deployment-type': deploymentType = values.type, region, 'service-tier': serviceTier, at, prices } = values;
  const own = prices === undefined ? [] : loadPrices(prices);
  return {
    ...(deploymentType !== undefined && { deploymentType: oneOf('deployment-type', deploymentType, DEPLOYMENT_TYPES) }),
    ...(region !== undefined && { region: knownRegion(region, own) }),
    ...(serviceTier !== undefined && { serviceTier: oneOf('service-tier', serviceTier, SERVICE_TIERS) }),
    at: at === undefined ? new Date() : momentOf(at),
    own,
  };
}

function oneOf<T extends string>(option: string, text: string, known: readonly T[]): T {
  const found = known.find((name) => name === text);
  if (found !== undefined) return found;
  const hint = didYouMean(text, known) || ` There are ${known.join(', ')}.`;
  throw new UsageError(`--${option}: there is no "${text}".${hint}`);
}

/** A day is its first moment. `Date.parse` alone takes other forms too, and makes March of 30 February. */
function momentOf(text: string): Date {
  const [, day] = /^(\d{4}-\d{2}-\d{2})(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2}))?$/.exec(text) ?? [];
  const isDay = day !== undefined && new Date(Date.parse(day) || 0).toISOString().startsWith(day);
  const moment = new Date(text);
  if (isDay && !Number.isNaN(moment.getTime())) return moment;
  throw new UsageError(`--at must be a day such as 2026-09-01, or a time such as 2026-09-01T12:00:00Z, not "${text}".`);
}

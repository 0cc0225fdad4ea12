import { didYouMean } from '../../cli/nearest-names.ts';
import { UsageError } from '../../cli/options.ts';
import { GOVERNMENT_REGIONS, regionName, ZONE_REGIONS } from '../../pricing/data-zones.ts';
import { BUILT_IN_PRICES } from '../../pricing/prices/index.ts';
import type { Price } from '../../pricing/types.ts';

/**
 * The regions of Azure's public cloud that are in no data zone.
 *
 * @see https://learn.microsoft.com/azure/reliability/regions-list
 */
const OTHER_REGIONS = [
  'australiacentral',
  'australiacentral2',
  'australiasoutheast',
  'austriaeast',
  'brazilsouth',
  'brazilsoutheast',
  'canadacentral',
  'canadaeast',
  'chilecentral',
  'denmarkeast',
  'francesouth',
  'israelcentral',
  'jioindiacentral',
  'koreasouth',
  'malaysiawest',
  'mexicocentral',
  'newzealandnorth',
  'norwaywest',
  'qatarcentral',
  'southafricanorth',
  'southafricawest',
  'uaecentral',
  'uaenorth',
  'uksouth',
  'ukwest',
  'westindia',
];

/**
 * A region's name as Azure Resource Manager has it: `eastus2` for `East US 2` too.
 *
 * @param own rows of the user, whose regions are known as well
 * @throws UsageError for a region that is not known, with the nearest ones
 */
export function knownRegion(text: string, own: readonly Price[] = []): string {
  const region = regionName(text);
  const inRows = [...own, ...BUILT_IN_PRICES].flatMap(({ regions = [] }) => regions);
  const known = new Set([...Object.values(ZONE_REGIONS).flat(), ...GOVERNMENT_REGIONS, ...OTHER_REGIONS, ...inRows]);
  if (known.has(region)) return region;
  throw new UsageError(`--region: there is no Azure region "${text}".${didYouMean(region, known, 3)}`);
}

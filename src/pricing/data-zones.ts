import type { DataZone, Price } from './types.ts';

/** The regions whose data-zone deployments stay in each zone, as the Retail Prices API groups their prices. */
export const ZONE_REGIONS: Readonly<Record<DataZone, readonly string[]>> = {
  us: [
    'centralus',
    'eastus',
    'eastus2',
    'northcentralus',
    'southcentralus',
    'westcentralus',
    'westus',
    'westus2',
    'westus3',
  ],
  eu: [
    'belgiumcentral',
    'francecentral',
    'germanynorth',
    'germanywestcentral',
    'italynorth',
    'northeurope',
    'norwayeast',
    'polandcentral',
    'spaincentral',
    'swedencentral',
    'switzerlandnorth',
    'switzerlandwest',
    'westeurope',
  ],
  apac: [
    'australiaeast',
    'centralindia',
    'eastasia',
    'indonesiacentral',
    'japaneast',
    'japanwest',
    'jioindiawest',
    'koreacentral',
    'southeastasia',
    'southindia',
  ],
};

/** Regions of Azure Government, which has its own prices. */
export const GOVERNMENT_REGIONS: ReadonlySet<string> = new Set([
  'usdodcentral',
  'usdodeast',
  'usgovarizona',
  'usgovtexas',
  'usgovvirginia',
]);

/** Returns the data zone of an Azure region; undefined for a region in none, such as `uksouth`. */
export function zoneOfRegion(region: string): DataZone | undefined {
  for (const zone of ['us', 'eu', 'apac'] as const) if (ZONE_REGIONS[zone].includes(region)) return zone;
  return undefined;
}

/** Reports whether a row prices deployments in a region, which is named as by `regionName`. */
export function coversRegion(row: Price, region: string): boolean {
  if (row.regions) return row.regions.includes(region);
  if (!row.zones) return !GOVERNMENT_REGIONS.has(region);
  const zone = zoneOfRegion(region);
  return zone !== undefined && row.zones.includes(zone);
}

/** Normalizes the name of a region: `East US 2`, as in portals and response headers, becomes `eastus2`. */
export function regionName(region: string): string {
  return /[ A-Z]/.test(region) ? region.replaceAll(' ', '').toLowerCase() : region;
}

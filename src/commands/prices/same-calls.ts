import { coversRegion } from '../../pricing/data-zones.ts';
import { namesOf } from '../../pricing/price-index.ts';
import type { Price } from '../../pricing/types.ts';

/** Whether `other`, at `moment`, prices the calls that `row` prices. */
export function sameCalls(other: Price, row: Price, moment: Date): boolean {
  const day = moment.toISOString().slice(0, 10);
  const names = namesOf(other);
  return (
    [...namesOf(row)].some((name) => names.has(name)) &&
    (other.fineTuned ?? false) === (row.fineTuned ?? false) &&
    (other.scope ?? 'global') === (row.scope ?? 'global') &&
    (other.tier ?? 'standard') === (row.tier ?? 'standard') &&
    isInForce(other, day) &&
    coversPlaceOf(other, row)
  );
}

/** Whether a row holds on a day, `YYYY-MM-DD` in UTC. */
export function isInForce({ effective = '', until = '9999-12-31' }: Price, day: string): boolean {
  return day >= effective && day < until;
}

function coversPlaceOf(other: Price, row: Price): boolean {
  if (row.regions) return row.regions.every((region) => coversRegion(other, region));
  if (row.zones) return row.zones.every((zone) => other.zones?.includes(zone) ?? !other.regions);
  return !other.zones && !other.regions;
}

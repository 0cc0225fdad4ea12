import { coversRegion } from '../data-zones.ts';
import { namesOf } from '../price-index.ts';
import type { Price } from '../types.ts';

/** Whether `builtIn`, today, prices the calls that `row` prices. */
export function sameCalls(builtIn: Price, row: Price, today: Date): boolean {
  const day = today.toISOString().slice(0, 10);
  const names = namesOf(builtIn);
  return (
    [...namesOf(row)].some((name) => names.has(name)) &&
    (builtIn.fineTuned ?? false) === (row.fineTuned ?? false) &&
    (builtIn.scope ?? 'global') === (row.scope ?? 'global') &&
    (builtIn.tier ?? 'standard') === (row.tier ?? 'standard') &&
    isInForce(builtIn, day) &&
    coversPlaceOf(builtIn, row)
  );
}

function isInForce({ effective = '', until = '9999-12-31' }: Price, day: string): boolean {
  return day >= effective && day < until;
}

function coversPlaceOf(builtIn: Price, row: Price): boolean {
  if (row.regions) return row.regions.every((region) => coversRegion(builtIn, region));
  if (row.zones) return row.zones.every((zone) => builtIn.zones?.includes(zone) ?? !builtIn.regions);
  return !builtIn.zones && !builtIn.regions;
}

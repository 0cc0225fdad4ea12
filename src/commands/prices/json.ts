import type { RetailItem } from '../../pricing/retail/retail-items.ts';
import type { RetailRows } from '../../pricing/retail/rows-from-items.ts';
import type { DeploymentType, Price, UnpricedReason } from '../../pricing/types.ts';

// The output of `prices … --json`; docs/pricing.md describes it. Money is in USD, days are `YYYY-MM-DD` in UTC, moments
// ISO 8601 timestamps in UTC. A value that is not known is absent.

/** A row as `prices.schema.json` describes it, with its defaults filled in. */
export type FullRow = Price & Required<Pick<Price, 'undated' | 'fineTuned' | 'scope' | 'tier'>>;

/** `prices list --json` */
export interface ListJson {
  readonly currency: 'USD';
  /** The moment of the prices. */
  readonly at: string;
  readonly rows: readonly (FullRow & {
    /** The deployments that the row prices. */
    readonly deploymentType: DeploymentType;
  })[];
}

/** `prices show --json` */
export interface ShowJson {
  readonly currency: 'USD';
  readonly model: string;
  readonly deploymentType: DeploymentType;
  /** As in a response. */
  readonly serviceTier: string;
  readonly region?: string;
  /** The moment of the call. */
  readonly at: string;
  /** The row that prices such a call. */
  readonly price?: FullRow;
  /** Why no row does. */
  readonly reason?: UnpricedReason;
  /** Every row of the model, whatever its deployment type, region, tier and date. */
  readonly rows: readonly FullRow[];
}

/** `prices check --json` */
export interface CheckJson {
  /** Rows checked before this day are old. */
  readonly checkedBefore: string;
  /** How many rows were looked at. */
  readonly total: number;
  /** The old ones, and those without a date. */
  readonly rows: readonly FullRow[];
}

/** The items of Azure's Retail Prices API that are not used. */
export interface UnusedJson {
  /** Rows that could not be made, and why, one sentence each. */
  readonly leftOut: readonly string[];
  /** Meters that are not known. `retailPrice` is in USD for one `unitOfMeasure`. */
  readonly unknownMeters: readonly RetailItem[];
}

/** `prices diff --json` */
export interface DiffJson extends Partial<UnusedJson> {
  readonly currency: 'USD';
  /** How many rows were compared. */
  readonly total: number;
  readonly changes: readonly {
    readonly change: 'added' | 'changed';
    readonly row: FullRow;
    /** The built-in row; absent if there is none. */
    readonly builtIn?: FullRow;
  }[];
}

/** `prices refresh --json` */
export interface RefreshJson extends UnusedJson {
  /** The file that was written. */
  readonly out: string;
  readonly region: string;
  /** When the prices were read. */
  readonly checked: string;
  /** How many rows were written. */
  readonly total: number;
}

export function fullRow(row: Price): FullRow {
  const { model, versions, undated = !versions, aliases, fineTuned = false, scope = 'global', tier = 'standard' } = row;
  // The members that say which calls it prices stand first.
  const calls = { model, ...(versions && { versions }), undated, ...(aliases && { aliases }), fineTuned, scope, tier };
  return Object.assign(calls, row);
}

export function unusedJson({ leftOut, unknown }: RetailRows): UnusedJson {
  const unknownMeters = unknown.map(
    ({ productName, meterName, retailPrice, unitOfMeasure, effectiveStartDate, tierMinimumUnits }) => ({
      productName,
      meterName,
      retailPrice,
      unitOfMeasure,
      effectiveStartDate,
      tierMinimumUnits,
    }),
  );
  return { leftOut, unknownMeters };
}

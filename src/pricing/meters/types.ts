import type { Scope, Tier, TokenClass } from '../types.ts';

/** What one unit of a meter is. */
export type MeteredPart = TokenClass | 'characters' | 'hour' | 'thousandCalls';

/** Names of meters, exactly as the API gives them; several where Azure has one per version. */
export type MeterNames = Partial<Record<MeteredPart, string | readonly string[]>>;

/** The meters whose prices make up a row of the table. */
export interface RowMeters {
  /** A name that the row answers to. */
  readonly name: string;
  readonly fineTuned?: boolean;
  readonly scope: Scope;
  readonly tier: Tier;
  readonly meters: MeterNames;
  readonly longContext?: MeterNames;
}

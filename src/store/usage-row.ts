import type { UsagePart } from '../bill/usage.ts';
import type { CostPart } from '../pricing/index.ts';
import type { PlatformMetric } from './platform-row.ts';

/** Where usage is known from. */
export const SOURCES = { traced: 0, counted: 1 } as const;

/** The usage of a day, by the columns of `usage`. Numbers of texts are 0 for none, costs in pico-USD. */
export interface UsageKeys {
  /** Days since 1970. */
  readonly day: number;
  readonly source: (typeof SOURCES)[keyof typeof SOURCES];
  readonly resource: string | null;
  readonly deployment: string | null;
}

/** Returns the row of a part of the usage of a call. */
export function usageRow(
  { day, source, resource, deployment }: UsageKeys,
  { model, scope, tier, part, isLong, reason, quantity, cost }: UsagePart,
  id: (text: string | null) => number | null,
): Record<string, number | bigint> {
  const number = (text: string | null): number => id(text === '' ? null : text) ?? 0;
  return {
    day,
    source,
    resource: number(resource),
    deployment: number(deployment),
    model: number(model),
    scope: number(scope),
    tier: number(tier),
    part: number(part),
    is_long: Number(isLong),
    reason: number(reason),
    calls: 1,
    quantity,
    cost,
  };
}

/** The largest integer of SQLite: a sum beyond it would be no integer, and would refuse the call. */
const MOST = '9223372036854775807';

/** Sums up usage of a day that is alike. */
export const ADD_TO_USAGE: string = `ON CONFLICT DO UPDATE SET calls = calls + excluded.calls,
  quantity = min(quantity + excluded.quantity, ${MOST}), cost = min(cost + excluded.cost, ${MOST})`;

/** Returns the tokens that the platform counts. It does not say of which type a deployment is. */
export function countedParts({ model, tokens = {} }: PlatformMetric): UsagePart[] {
  return Object.entries(tokens).map(([part, quantity]) => ({
    model: model ?? '',
    scope: '',
    tier: 'standard',
    isLong: false,
    part: part as CostPart,
    quantity,
    cost: 0n,
    reason: '',
  }));
}

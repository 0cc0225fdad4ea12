import { COST_PARTS } from '../instrumentation/semconv/attributes.ts';
import type { CostPart } from '../pricing/index.ts';
import { tierOf } from '../pricing/select-row.ts';
import type { Scope, Tier } from '../pricing/types.ts';
import type { Attributes } from '../receiver/telemetry.ts';
import { countParts } from './billed-quantities.ts';
import { findBilledRow, modelNames, picoAt, textAt } from './find-row.ts';

/** A part of the usage of a call, by which it is billed. */
export interface UsagePart {
  /** Name of the model in the price table, as the response gives it. Empty: not known. */
  readonly model: string;
  /** Empty: not known. */
  readonly scope: Scope | '';
  readonly tier: Tier;
  /** Whether the prices of long prompts apply. */
  readonly isLong: boolean;
  readonly part: CostPart;
  /** Tokens, calls or sessions; 0 if the span does not have it. */
  readonly quantity: number;
  /** Pico-USD; 0 if there is a reason. */
  readonly cost: bigint;
  /** Why there is no price, such as `unknown_model`. Empty for a part with a price. */
  readonly reason: string;
}

/** Returns the parts of a call's usage, with the cost that its span has. */
export function usageOf(attributes: Attributes, at: Date): UsagePart[] {
  const costs = COST_PARTS.flatMap(([part, name]): [CostPart, bigint][] => {
    const pico = picoAt(attributes, name);
    return pico === undefined ? [] : [[part, pico]];
  });
  const serviceTier = textAt(attributes, 'openai.response.service_tier');
  const tier = tierOf('GlobalStandard', serviceTier);
  const [model = ''] = modelNames(attributes);
  const common = { model, scope: '', tier: tier === 'provisioned' ? 'standard' : (tier ?? 'standard') } as const;
  if (costs.length === 0) {
    const reason = textAt(attributes, 'azure.openai.cost.absent_reason');
    const hasCost = attributes['cost'] !== undefined || attributes['gen_ai.usage.cost.amount'] !== undefined;
    // A background response is counted by the call that sees it finished.
    if (hasCost || reason === 'not_finished') return [];
    return tokenParts(attributes).map(([part, quantity]) => ({
      ...common,
      isLong: false,
      part,
      quantity,
      cost: 0n,
      reason: reason ?? 'no_price',
    }));
  }
  const found = findBilledRow(attributes, new Map(costs), at);
  const quantities = countParts(attributes, new Set(costs.map(([part]) => part)));
  return costs.map(([part, cost]) => ({
    ...common,
    ...(found && { model: found.name, scope: found.row.scope ?? 'global', tier: found.row.tier ?? 'standard' }),
    isLong: found?.isLongContext ?? false,
    part,
    quantity: Math.max(0, quantities[part].count ?? 0),
    cost,
    reason: '',
  }));
}

function tokenParts(attributes: Attributes): [CostPart, number][] {
  const quantities = countParts(attributes, new Set());
  return (['input', 'cachedInput', 'cacheWrite', 'output'] as const).flatMap((part): [CostPart, number][] => {
    const { count } = quantities[part];
    return count === null || count <= 0 ? [] : [[part, count]];
  });
}

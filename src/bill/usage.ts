import { COST_PARTS } from '../instrumentation/semconv/attributes.ts';
import type { CostPart } from '../pricing/index.ts';
import { tierOf } from '../pricing/select-row.ts';
import type { Scope, Tier } from '../pricing/types.ts';
import type { Attributes } from '../receiver/telemetry.ts';
import { countParts } from './billed-quantities.ts';
import { findBilledRow, findParts, modelNames, picoAt, textAt } from './find-row.ts';

/** A part of the usage of a call, by which it is billed. */
export interface UsagePart {
  /** Name of the model in the price table, as the response gives it. Empty: not known. */
  readonly model: string;
  /** Empty: not known. */
  readonly scope: Scope | '';
  readonly tier: Tier;
  /** Whether the prices of long prompts apply. */
  readonly isLong: boolean;
  /** `total` if the parts of a cost are not known. */
  readonly part: CostPart | 'total';
  /** Tokens, calls or sessions; 0 if the span does not have it. */
  readonly quantity: number;
  /** Pico-USD; 0 if there is a reason. */
  readonly cost: bigint;
  /** Why there is no price, such as `unknown_model`. Empty for a part with a price. */
  readonly reason: string;
}

/** Returns the parts of a call's usage, with the cost that its span has. */
export function usageOf(attributes: Attributes, at: Date): UsagePart[] {
  const [model = ''] = modelNames(attributes);
  const tier = tierOf('GlobalStandard', textAt(attributes, 'openai.response.service_tier')) ?? 'standard';
  const common = { model, scope: '', tier: tier === 'provisioned' ? 'standard' : tier, isLong: false } as const;
  const total = amountAt(attributes, 'cost') ?? amountAt(attributes, 'gen_ai.usage.cost.amount');
  const costs = readCosts(attributes) ?? (total === undefined ? undefined : findParts(attributes, total, at));
  if (costs === undefined) {
    if (total !== undefined) return [{ ...common, part: 'total', quantity: 0, cost: total, reason: '' }];
    const reason = textAt(attributes, 'azure.openai.cost.absent_reason') ?? 'no_price';
    // A background response is counted by the call that sees it finished.
    if (reason === 'not_finished') return [];
    return tokenParts(attributes).map(([part, quantity]) => ({ ...common, part, quantity, cost: 0n, reason }));
  }
  const found = findBilledRow(attributes, costs, at);
  const quantities = countParts(attributes, new Set(costs.keys()));
  return [...costs].map(([part, cost]) => ({
    ...common,
    ...(found && { model: found.name, scope: found.row.scope ?? 'global', tier: found.row.tier ?? 'standard' }),
    isLong: found?.isLongContext ?? false,
    part,
    quantity: Math.max(0, quantities[part].count ?? 0),
    cost,
    reason: '',
  }));
}

/** Returns the amounts of the parts that a span has; undefined if it has none. */
function readCosts(attributes: Attributes): ReadonlyMap<CostPart, bigint> | undefined {
  const costs = COST_PARTS.flatMap(([part, name]): [CostPart, bigint][] => {
    const pico = amountAt(attributes, name);
    return pico === undefined ? [] : [[part, pico]];
  });
  return costs.length > 0 ? new Map(costs) : undefined;
}

function tokenParts(attributes: Attributes): [CostPart, number][] {
  const quantities = countParts(attributes, new Set());
  return (['input', 'cachedInput', 'cacheWrite', 'output'] as const).flatMap((part): [CostPart, number][] => {
    const { count } = quantities[part];
    return count === null || count <= 0 ? [] : [[part, count]];
  });
}

/** The largest cost of a call that is stored, in pico-USD: a million USD, as SQLite's integers have 64 bits. */
const MOST = 10n ** 18n;

function amountAt(attributes: Attributes, name: string): bigint | undefined {
  const pico = picoAt(attributes, name);
  return pico !== undefined && pico >= 0n && pico <= MOST ? pico : undefined;
}

import { costOfModel } from './cost-of-model.ts';
import { addExtras } from './extras.ts';
import type { Cost, PriceOptions } from './types.ts';
import type { Usage } from './usage.ts';

const NO_OPTIONS: PriceOptions = {};

/**
 * Calculates the cost of a call at Azure's list price, or at yours.
 *
 * It never throws. If the cost is not known, `total` is absent and `reason` says why. `total` is 0 only
 * if nothing was used, or if the price is 0.
 *
 * @param usage the `usage` of the response, as the API sent it
 * @param model the `model` of the response (`gpt-4.1-mini-2025-04-14`), not the deployment's name
 * @param options tier, deployment type, region and your own prices; a model router and the use of hosted tools
 *
 * @example
 * const { total } = calculateCost(completion.usage, completion.model, { serviceTier: completion.service_tier });
 */
export function calculateCost(
  usage: Usage | null | undefined,
  model: string | null | undefined,
  options: PriceOptions = NO_OPTIONS,
): Cost {
  const cost = costOfModel(usage, model, options);
  return options.router === undefined && options.tools === undefined ? cost : addExtras(cost, usage, options);
}

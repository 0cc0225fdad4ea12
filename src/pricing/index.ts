export { calculateCost } from './calculate-cost.ts';
export { loadPrices } from './load-prices.ts';
export { readUsage } from './read-usage.ts';
export { findPrice } from './select-row.ts';
export { InvalidPricesError, validatePrices } from './validate-prices.ts';
export type { TokenClass } from './token-classes.ts';
export type {
  Cost,
  CostPart,
  DataZone,
  DeploymentType,
  ExtraPart,
  ImageGenerationUsage,
  ImagePrice,
  LongContextPrices,
  Price,
  PriceOptions,
  Scope,
  Tier,
  TokenPrices,
  ToolUsage,
  UnpricedReason,
} from './types.ts';
export type { InputTokenDetails, OutputTokenDetails, TokenCounts, Usage } from './usage.ts';

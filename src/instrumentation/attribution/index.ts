export {
  type Attribution,
  type CallAttributes,
  NO_ATTRIBUTION,
  readAttribution,
  selectDimensions,
  withAttributes,
} from './attribution.ts';
export { type Budget, type BudgetCrossing, type BudgetPeriod, validateBudgets } from './budget.ts';
export { type BudgetSignals, Budgets, createBudgetCounter } from './budgets.ts';
export { DistinctValues, OTHER_VALUE } from './distinct-values.ts';
export { LocalRootSpanProcessor, rememberLocalRoot } from './request-span.ts';
export { type CostedCall, RequestTotals } from './request-totals.ts';

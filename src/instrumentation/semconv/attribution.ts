/**
 * The names of what this room emits. They start with the names of ours, because no convention has a cost; those of a
 * request differ from those of a call, so that a sum over all spans counts nothing twice.
 */
export const REQUEST_CALLS = 'azure.openai.request.calls';
export const REQUEST_INPUT_TOKENS = 'azure.openai.request.input_tokens';
export const REQUEST_OUTPUT_TOKENS = 'azure.openai.request.output_tokens';
export const REQUEST_COST = 'azure.openai.request.cost';
export const REQUEST_COST_PARTIAL = 'azure.openai.request.cost_partial';

/** Of an event and of a counter. */
export const BUDGET_EXCEEDED = 'azure.openai.budget.exceeded';
export const BUDGET_PER = 'azure.openai.budget.per';
export const BUDGET_LIMIT = 'azure.openai.budget.limit';
export const BUDGET_BY = 'azure.openai.budget.by';
export const BUDGET_SPENT = 'azure.openai.budget.spent';
export const BUDGET_CALLS = 'azure.openai.budget.calls';
export const BUDGET_WINDOW_START = 'azure.openai.budget.window.start';
export const BUDGET_WINDOW_END = 'azure.openai.budget.window.end';

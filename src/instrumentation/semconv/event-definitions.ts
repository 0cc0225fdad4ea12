import { type AttributeDefinition, count, seconds, text, usd } from './attribute-kinds.ts';
import * as names from './attributes.ts';

const ALWAYS = 'always';

/** Events of spans, with their attributes. */
export const SPAN_EVENTS: Readonly<Record<string, readonly AttributeDefinition[]>> = {
  [names.AZURE_OPENAI_RETRY_EVENT]: [
    text(names.AZURE_OPENAI_RETRY_REASON, ALWAYS, '429'),
    seconds(names.AZURE_OPENAI_RETRY_DELAY, ALWAYS, '0.35'),
  ],
};

/** Events of the logs API, with the attributes that spans do not have. */
export const LOG_EVENTS: Readonly<Record<string, readonly AttributeDefinition[]>> = {
  [names.GEN_AI_DETAILS_EVENT]: [],
  [names.GEN_AI_EXCEPTION_EVENT]: [
    text(names.EXCEPTION_TYPE, ALWAYS, 'RateLimitError'),
    text(names.EXCEPTION_MESSAGE, '`captureResponse` is on', '429 Rate limit reached'),
  ],
  [names.BUDGET_EXCEEDED]: [
    text(names.BUDGET_PER, ALWAYS, 'hour'),
    usd(names.BUDGET_LIMIT, ALWAYS, '50'),
    text(names.BUDGET_BY, 'the budget has a `by`; the value has an attribute of that name', 'app.tenant'),
    usd(names.BUDGET_SPENT, ALWAYS, '50.0012'),
    count(names.BUDGET_CALLS, ALWAYS, '812'),
    text(names.BUDGET_WINDOW_START, 'always; ISO 8601', '2026-11-24T18:00:00.000Z'),
    text(names.BUDGET_WINDOW_END, 'always; ISO 8601', '2026-11-24T19:00:00.000Z'),
  ],
};

import type { Attributes } from '@opentelemetry/api';
import { type Cost, type TokenCounts, type Usage, calculateCost } from '../pricing/index.ts';
import * as names from './attributes.ts';
import { addFilterAttributes, addFilterAttributesByChoice } from './content-filter.ts';
import { errorBodyAttributes } from './errors.ts';
import type { CallResult } from './internal-types.ts';
import type { DeploymentFacts } from './types.ts';
import type { Settings } from './settings.ts';

/** What the span says of a result, content and the tutorial's attributes aside. */
export function resultAttributes(result: CallResult, tokens: TokenCounts | undefined, newest: boolean): Attributes {
  const cacheWrite = newest
    ? names.GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS
    : names.GEN_AI_USAGE_CACHE_CREATION_INPUT_TOKENS;
  const attributes: Attributes = {
    [names.GEN_AI_RESPONSE_ID]: result.id,
    [names.GEN_AI_RESPONSE_MODEL]: result.model,
    [names.GEN_AI_RESPONSE_FINISH_REASONS]: result.finishReasons,
    [names.OPENAI_RESPONSE_SERVICE_TIER]: result.serviceTier,
    [names.OPENAI_RESPONSE_SYSTEM_FINGERPRINT]: result.systemFingerprint,
    [names.GEN_AI_USAGE_INPUT_TOKENS]: tokens?.input,
    [names.GEN_AI_USAGE_OUTPUT_TOKENS]: tokens?.output,
    [names.GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS]: tokens?.cachedInput,
    [cacheWrite]: tokens?.cacheWriteInput,
    [names.GEN_AI_USAGE_REASONING_OUTPUT_TOKENS]: tokens?.reasoningOutput,
    [names.GEN_AI_USAGE_AUDIO_INPUT_TOKENS]: tokens?.audioInput,
    [names.GEN_AI_USAGE_AUDIO_OUTPUT_TOKENS]: tokens?.audioOutput,
    [names.GEN_AI_USAGE_IMAGE_INPUT_TOKENS]: tokens?.imageInput,
    [names.GEN_AI_USAGE_IMAGE_OUTPUT_TOKENS]: tokens?.imageOutput,
  };
  addFilterAttributes(attributes, names.AZURE_OPENAI_CONTENT_FILTER_PROMPT, result.promptFilter);
  const byChoice = result.completionFilters ?? [];
  addFilterAttributesByChoice(attributes, names.AZURE_OPENAI_CONTENT_FILTER_COMPLETION, byChoice);
  if (result.error) Object.assign(attributes, errorBodyAttributes(result.error));
  return Object.assign(attributes, result.attributes);
}

/**
 * The attributes that Elastic's tutorial puts on the span of a call, `cost` and `response` aside.
 *
 * @param completionCount undefined for what is no completion
 */
export function tutorialAttributes(
  completionCount: number | undefined,
  result: CallResult,
  tokens: TokenCounts | undefined,
): Attributes {
  return {
    [names.COMPLETION_COUNT]: completionCount,
    [names.TOKEN_COUNT]: tokens?.total,
    [names.PROMPT_TOKENS]: tokens?.input,
    [names.COMPLETION_TOKENS]: tokens?.output,
    [names.MODEL]: result.model,
  };
}

/** The cost of a call at list price; a cost that is not known is absent, and a reason tells why. */
export function costAttributes(cost: Cost): Attributes {
  if (cost.total === undefined) return { [names.AZURE_OPENAI_COST_ABSENT_REASON]: cost.reason };
  const attributes: Attributes = {
    [names.COST]: cost.total,
    [names.GEN_AI_USAGE_COST_AMOUNT]: cost.total,
    [names.GEN_AI_USAGE_COST_CURRENCY]: cost.currency,
    // "provider" would be a bill; this is counted here, from a price table.
    [names.GEN_AI_USAGE_COST_SOURCE]: 'local',
    [names.AZURE_OPENAI_COST_PRICE_SOURCE]: cost.row?.source,
    [names.AZURE_OPENAI_COST_PRICE_CHECKED]: cost.row?.checked,
  };
  for (const [part, attribute] of names.COST_PARTS) if (cost[part] !== undefined) attributes[attribute] = cost[part];
  return attributes;
}

/**
 * @param usage the wire's usage, or what was billed of a request that has none
 * @param facts what the user configured of the deployment that served the call
 * @param region what Azure says of where it was served
 */
export function costOf(
  result: CallResult,
  usage: unknown,
  facts: DeploymentFacts | undefined,
  region: string | undefined,
  settings: Settings,
): Cost {
  return calculateCost(usage as Usage, facts?.model ?? result.model ?? '', {
    serviceTier: result.serviceTier,
    deploymentType: facts?.type,
    region: facts?.region ?? region,
    prices: settings.prices,
  });
}

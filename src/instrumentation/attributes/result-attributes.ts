import type { Cost, TokenCounts } from '../../pricing/index.ts';
import type { OperationResult } from '../operations/operation.ts';
import * as names from '../semconv/attributes.ts';
import { setFilterAttributes, setFilterAttributesByChoice } from './content-filter-attributes.ts';
import { setErrorBodyAttributes } from './errors.ts';
import type { AttributeSink } from './span-attributes.ts';

/** Sets the attributes of a result, except content and the attributes of Elastic's tutorial. */
export function setResultAttributes(
  sink: AttributeSink,
  result: OperationResult,
  tokens: TokenCounts | undefined,
  newest: boolean,
): void {
  sink.set(names.GEN_AI_RESPONSE_ID, result.id);
  sink.set(names.GEN_AI_RESPONSE_MODEL, result.model);
  sink.set(names.GEN_AI_RESPONSE_FINISH_REASONS, result.finishReasons);
  sink.set(names.OPENAI_RESPONSE_SERVICE_TIER, result.serviceTier);
  sink.set(names.OPENAI_RESPONSE_SYSTEM_FINGERPRINT, result.systemFingerprint);
  if (tokens) setTokenAttributes(sink, tokens, newest);
  if (result.error) setErrorBodyAttributes(sink, result.error);
  if (result.attributes) sink.setAll(result.attributes);
}

/** Sets the verdicts of Azure's content filter. They are set last: they are most of the attributes of a span. */
export function setVerdictAttributes(sink: AttributeSink, result: OperationResult): void {
  setFilterAttributes(sink, names.AZURE_OPENAI_CONTENT_FILTER_PROMPT, result.promptFilter);
  setFilterAttributesByChoice(sink, names.AZURE_OPENAI_CONTENT_FILTER_COMPLETION, result.completionFilters ?? []);
}

function setTokenAttributes(sink: AttributeSink, tokens: TokenCounts, newest: boolean): void {
  const cacheWrite = newest
    ? names.GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS
    : names.GEN_AI_USAGE_CACHE_CREATION_INPUT_TOKENS;
  sink.set(names.GEN_AI_USAGE_INPUT_TOKENS, tokens.input);
  sink.set(names.GEN_AI_USAGE_OUTPUT_TOKENS, tokens.output);
  sink.set(names.GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS, tokens.cachedInput);
  sink.set(cacheWrite, tokens.cacheWriteInput);
  sink.set(names.GEN_AI_USAGE_REASONING_OUTPUT_TOKENS, tokens.reasoningOutput);
  sink.set(names.GEN_AI_USAGE_AUDIO_INPUT_TOKENS, tokens.audioInput);
  sink.set(names.GEN_AI_USAGE_AUDIO_OUTPUT_TOKENS, tokens.audioOutput);
  sink.set(names.GEN_AI_USAGE_IMAGE_INPUT_TOKENS, tokens.imageInput);
  sink.set(names.GEN_AI_USAGE_IMAGE_OUTPUT_TOKENS, tokens.imageOutput);
  if (!newest) return;
  sink.set(names.GEN_AI_USAGE_TEXT_INPUT_TOKENS, tokens.textInput);
  sink.set(names.GEN_AI_USAGE_TEXT_OUTPUT_TOKENS, tokens.textOutput);
  sink.set(names.GEN_AI_USAGE_TEXT_CACHE_READ_INPUT_TOKENS, tokens.cachedTextInput);
  sink.set(names.GEN_AI_USAGE_AUDIO_CACHE_READ_INPUT_TOKENS, tokens.cachedAudioInput);
  sink.set(names.GEN_AI_USAGE_IMAGE_CACHE_READ_INPUT_TOKENS, tokens.cachedImageInput);
}

/**
 * Sets the attributes of Elastic's tutorial, except `response`.
 *
 * @param completionCount undefined for an operation that is not a completion
 */
export function setTutorialAttributes(
  sink: AttributeSink,
  completionCount: number | undefined,
  result: OperationResult,
  tokens: TokenCounts | undefined,
  cost: Cost | undefined,
): void {
  sink.set(names.COMPLETION_COUNT, completionCount);
  sink.set(names.TOKEN_COUNT, tokens?.total);
  sink.set(names.PROMPT_TOKENS, tokens?.input);
  sink.set(names.COMPLETION_TOKENS, tokens?.output);
  sink.set(names.MODEL, result.model);
  sink.set(names.COST, cost?.total);
}

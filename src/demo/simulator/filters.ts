import type { JsonObject } from '../../json.ts';
import type { ModelTraits } from './models.ts';

/** A prompt that contains this is refused by the simulated content filter: 400 `content_filter`. */
export const FILTERED_PROMPT_PHRASE = '[simulate: filtered prompt]';

/** A prompt that contains this gets an answer that the simulated content filter cuts off: `finish_reason` `content_filter`. */
export const FILTERED_ANSWER_PHRASE = '[simulate: filtered answer]';

/**
 * The verdicts on a prompt. A filtered one is recognised by its violence, the mildest thing to simulate.
 * Source of names and shapes: recorded exchanges, and Azure's "Content filter annotations" page.
 */
export function promptVerdicts(traits: ModelTraits, filtered = false): JsonObject {
  return {
    hate: verdict(false),
    ...(traits.modern && { jailbreak: { detected: false, filtered: false } }),
    self_harm: verdict(false),
    sexual: verdict(false),
    violence: verdict(filtered),
  };
}

/** The verdicts on a choice, or on the part of it that one chunk carries. */
export function answerVerdicts(traits: ModelTraits, filtered = false): JsonObject {
  return {
    hate: verdict(false),
    ...(traits.modern && {
      protected_material_code: { detected: false, filtered: false },
      protected_material_text: { detected: false, filtered: false },
    }),
    self_harm: verdict(false),
    sexual: verdict(false),
    violence: verdict(filtered),
  };
}

/** `prompt_filter_results`, as whole answers and the first chunk of a stream carry it. */
export function promptFilterResults(traits: ModelTraits): JsonObject[] {
  return [{ prompt_index: 0, content_filter_results: promptVerdicts(traits) }];
}

function verdict(filtered: boolean): JsonObject {
  return { filtered, severity: filtered ? 'medium' : 'safe' };
}

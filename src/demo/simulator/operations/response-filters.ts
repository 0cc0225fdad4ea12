import type { JsonObject } from '../../../json.ts';
import { answerVerdicts, promptVerdicts } from '../filters.ts';
import type { ModelTraits } from '../models.ts';

/** `content_filters` of an error of the responses API: the verdict on a prompt that was refused. */
export function refusedPromptFilters(traits: ModelTraits): JsonObject[] {
  return [entry('prompt', true, promptVerdicts(traits, true))];
}

/** `content_filters` of a response: the verdicts on its prompt and on its answer. */
export function responseFilters(traits: ModelTraits, answerFiltered: boolean): JsonObject[] {
  return [
    entry('prompt', false, promptVerdicts(traits)),
    entry('completion', answerFiltered, answerVerdicts(traits, answerFiltered)),
  ];
}

function entry(source: 'prompt' | 'completion', blocked: boolean, verdicts: JsonObject): JsonObject {
  return {
    blocked,
    source_type: source,
    content_filter_raw: null,
    content_filter_results: verdicts,
    content_filter_offsets: { start_offset: 0, end_offset: 0, check_offset: 0 },
  };
}

import { mergeFilterResults } from '../content-filter.ts';
import type { JsonObject, StreamFold } from '../internal-types.ts';
import { asArray, asNumber, asObject, asText } from '../json.ts';
import { citationsIn } from './choices.ts';
import { DeltaMerger } from './delta-merger.ts';

/** How the choices of an operation come in chunks, and stand in a whole response. */
export interface ChoiceShape {
  /** `object` of a whole response. */
  readonly object: string;
  /** What a chunk adds to a choice; undefined for a frame that only annotates. */
  delta(choice: JsonObject): JsonObject | undefined;
  /** The fields of a whole choice that its deltas add up to. */
  whole(merged: JsonObject): JsonObject;
}

interface Choice {
  merged?: JsonObject;
  finishReason?: string;
  filters?: JsonObject;
  /** On Your Data: how many documents the answer cites. */
  citations: number;
}

/** More than `n` may ask for; a broken gateway's indexes must not fill the memory. */
const MAX_CHOICES = 128;

/** Puts the chunks of a streamed completion together, for chat and for the legacy API. */
export class ChoicesFold implements StreamFold {
  answered = false;
  readonly #shape: ChoiceShape;
  readonly #choices = new Map<number, Choice>();
  readonly #facts: JsonObject = {};
  readonly #deltas: DeltaMerger | undefined;
  #promptFilter: unknown[] | undefined;

  constructor(shape: ChoiceShape, contentLimit: number) {
    this.#shape = shape;
    // Without content, a chunk costs no more than looking at it.
    this.#deltas = contentLimit > 0 ? new DeltaMerger(contentLimit) : undefined;
  }

  onChunk(chunk: unknown): boolean {
    const object = asObject(chunk);
    if (!object) return false;
    this.#takeFacts(object);
    let isAnswer = false;
    for (const choice of asArray(object['choices']) ?? []) isAnswer = this.#takeChoice(asObject(choice)) || isAnswer;
    return isAnswer;
  }

  /** Frames that only annotate have an empty `id` and `model`; `usage` is null on all chunks but the last. */
  #takeFacts(chunk: JsonObject): void {
    for (const field of ['id', 'model', 'service_tier', 'system_fingerprint']) {
      const text = asText(chunk[field]);
      if (text) this.#facts[field] = text;
    }
    if (asNumber(chunk['created'])) this.#facts['created'] = chunk['created'];
    if (asObject(chunk['usage'])) this.#facts['usage'] = chunk['usage'];
    if (asObject(chunk['error'])) this.#facts['error'] = chunk['error'];
    this.#promptFilter ??= asArray(chunk['prompt_filter_results'])?.slice(0, MAX_CHOICES);
  }

  #takeChoice(choice: JsonObject | undefined): boolean {
    const known = this.#choiceAt(asNumber(choice?.['index']) ?? 0);
    if (!choice || !known) return false;
    const finishReason = asText(choice['finish_reason']);
    if (finishReason) {
      known.finishReason = finishReason;
      this.answered = true;
    }
    const filters = mergeFilterResults(known.filters, choice['content_filter_results']);
    if (filters) known.filters = filters;
    const delta = this.#shape.delta(choice);
    known.citations += citationsIn(delta);
    if (delta && this.#deltas) known.merged = this.#deltas.merge(known.merged ?? {}, delta);
    return delta !== undefined;
  }

  #choiceAt(index: number): Choice | undefined {
    const known = this.#choices.get(index);
    if (known || this.#choices.size >= MAX_CHOICES) return known;
    const choice: Choice = { citations: 0 };
    this.#choices.set(index, choice);
    return choice;
  }

  response(): JsonObject {
    const choices = [...this.#choices].toSorted(([a], [b]) => a - b);
    return {
      ...this.#facts,
      object: this.#shape.object,
      choices: choices.map(([index, { merged, finishReason, filters, citations }]) => ({
        index,
        ...(merged && this.#shape.whole(merged)),
        finish_reason: finishReason ?? null,
        ...(filters && { content_filter_results: filters }),
        ...(citations > 0 && { citation_count: citations }),
      })),
      ...(this.#promptFilter && { prompt_filter_results: this.#promptFilter }),
      ...(this.#deltas?.dropped && { dropped_characters: this.#deltas.dropped }),
    };
  }
}

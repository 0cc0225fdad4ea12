import { mergeFilterResults } from '../content-filter.ts';
import type { JsonObject, StreamFold } from '../internal-types.ts';
import { asArray, asNumber, asObject, asText } from '../json.ts';
import { DeltaMerger } from './delta-merger.ts';

interface Choice {
  index: number;
  message?: JsonObject;
  finish_reason: string | null;
  content_filter_results?: JsonObject;
}

/** More than `n` may ask for; a broken gateway's indexes must not fill the memory. */
const MAX_CHOICES = 128;

/** Puts the chunks of a streamed chat completion together. */
export class ChatFold implements StreamFold {
  answered = false;
  readonly #choices = new Map<number, Choice>();
  readonly #response: JsonObject = { object: 'chat.completion' };
  readonly #deltas: DeltaMerger | undefined;
  #promptFilter: unknown[] | undefined;

  constructor(contentLimit: number) {
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
      if (text) this.#response[field] = text;
    }
    if (asNumber(chunk['created'])) this.#response['created'] = chunk['created'];
    if (asObject(chunk['usage'])) this.#response['usage'] = chunk['usage'];
    if (asObject(chunk['error'])) this.#response['error'] = chunk['error'];
    this.#promptFilter ??= asArray(chunk['prompt_filter_results'])?.slice(0, MAX_CHOICES);
  }

  /** A choice of an annotating frame (asynchronous filter) has verdicts and no `delta`. */
  #takeChoice(choice: JsonObject | undefined): boolean {
    const index = asNumber(choice?.['index']) ?? 0;
    const known = this.#choices.get(index) ?? this.#addChoice(index);
    if (!choice || !known) return false;
    const finishReason = asText(choice['finish_reason']);
    if (finishReason) {
      known.finish_reason = finishReason;
      this.answered = true;
    }
    const filters = mergeFilterResults(known.content_filter_results, choice['content_filter_results']);
    if (filters) known.content_filter_results = filters;
    const delta = asObject(choice['delta']);
    if (delta && this.#deltas) known.message = this.#deltas.merge(known.message ?? {}, delta);
    return delta !== undefined;
  }

  #addChoice(index: number): Choice | undefined {
    if (this.#choices.size >= MAX_CHOICES) return undefined;
    const choice: Choice = { index, finish_reason: null };
    this.#choices.set(index, choice);
    return choice;
  }

  response(): JsonObject {
    return {
      ...this.#response,
      choices: [...this.#choices.values()].toSorted((a, b) => a.index - b.index),
      ...(this.#promptFilter && { prompt_filter_results: this.#promptFilter }),
      ...(this.#deltas?.dropped && { dropped_characters: this.#deltas.dropped }),
    };
  }
}

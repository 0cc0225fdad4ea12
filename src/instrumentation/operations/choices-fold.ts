import { WorstVerdicts } from './content-filter.ts';
import type { JsonObject } from '../json.ts';
import type { StreamFold } from './operation.ts';
import { asArray, asNumber, asObject, asText } from '../json.ts';
import { countMessageCitations, hasWebCitation } from './choices.ts';
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

/** What a chunk tells of the answer as a whole, as it came. */
interface Facts {
  id?: unknown;
  model?: unknown;
  service_tier?: unknown;
  system_fingerprint?: unknown;
  created?: unknown;
  usage?: unknown;
  error?: unknown;
}

interface Choice {
  merged: JsonObject | undefined;
  finishReason: string | undefined;
  readonly filters: WorstVerdicts;
  /** On Your Data: how many documents the answer cites. */
  citations: number;
  citesWeb: boolean;
}

const NONE: readonly unknown[] = [];

/** More than `n` may ask for; a broken gateway's indexes must not fill the memory. */
const MAX_CHOICES = 128;

/** Puts the chunks of a streamed completion together, for chat and for the legacy API. */
export class ChoicesFold implements StreamFold {
  answered = false;
  readonly #shape: ChoiceShape;
  readonly #choices = new Map<number, Choice>();
  readonly #facts: Facts = {};
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
    for (const choice of asArray(object['choices']) ?? NONE) isAnswer = this.#takeChoice(asObject(choice)) || isAnswer;
    return isAnswer;
  }

  /** Frames that only annotate have an empty `id` and `model`; `usage` is null on all chunks but the last. */
  #takeFacts(chunk: JsonObject): void {
    const { id, model, service_tier, system_fingerprint, created, usage, error } = chunk;
    const facts = this.#facts;
    // Nearly always what is known already, two hundred times in a stream.
    if (id !== facts.id && asText(id)) facts.id = id;
    if (model !== facts.model && asText(model)) facts.model = model;
    if (service_tier !== facts.service_tier && asText(service_tier)) facts.service_tier = service_tier;
    if (system_fingerprint !== facts.system_fingerprint && asText(system_fingerprint))
      facts.system_fingerprint = system_fingerprint;
    if (created !== facts.created && asNumber(created)) facts.created = created;
    if (asObject(usage)) facts.usage = usage;
    if (asObject(error)) facts.error = error;
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
    known.filters.add(choice['content_filter_results']);
    const delta = this.#shape.delta(choice);
    known.citations += countMessageCitations(delta);
    if (delta?.['annotations'] !== undefined) known.citesWeb ||= hasWebCitation(delta);
    if (delta && this.#deltas) known.merged = this.#deltas.merge(known.merged ?? {}, delta);
    return delta !== undefined;
  }

  #choiceAt(index: number): Choice | undefined {
    const known = this.#choices.get(index);
    if (known || this.#choices.size >= MAX_CHOICES) return known;
    const choice: Choice = {
      merged: undefined,
      finishReason: undefined,
      filters: new WorstVerdicts(),
      citations: 0,
      citesWeb: false,
    };
    this.#choices.set(index, choice);
    return choice;
  }

  response(): JsonObject {
    const choices = [...this.#choices].toSorted(([a], [b]) => a - b);
    return {
      ...this.#facts,
      object: this.#shape.object,
      choices: choices.map(([index, { merged, finishReason, filters, citations, citesWeb }]) => ({
        index,
        ...(merged && this.#shape.whole(merged)),
        finish_reason: finishReason ?? null,
        ...(filters.results && { content_filter_results: filters.results }),
        ...(citations > 0 && { citation_count: citations }),
        ...(citesWeb && { cites_web: true }),
      })),
      ...(this.#promptFilter && { prompt_filter_results: this.#promptFilter }),
      ...(this.#deltas?.dropped && { dropped_characters: this.#deltas.dropped }),
    };
  }
}

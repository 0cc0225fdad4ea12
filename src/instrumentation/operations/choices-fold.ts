import { type JsonObject, asArray, asNumber, asObject, asText } from '../json.ts';
import { countMessageCitations, hasWebCitation } from './choices.ts';
import { WorstVerdicts } from './content-filter.ts';
import { DeltaMerger } from './delta-merger.ts';
import type { StreamFold } from './operation.ts';

/** The form of an operation's choices, in chunks and in a whole response. */
export interface ChoiceShape {
  /** `object` of a whole response. */
  readonly object: string;
  /** Returns the part that a chunk adds to a choice; undefined for a chunk that only annotates. */
  delta(choice: JsonObject): JsonObject | undefined;
  /** Returns the fields of a whole choice, from its merged deltas. */
  whole(merged: JsonObject): JsonObject;
}

/** The fields of a chunk that describe the whole answer, unchanged. */
interface Metadata {
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
  /** On Your Data: the number of documents that the answer cites. */
  citations: number;
  citesWeb: boolean;
}

const NONE: readonly unknown[] = [];

/** The API's maximum of `n`. A broken gateway may send any index. */
const MAX_CHOICES = 128;

/** Assembles the chunks of a streamed completion, for chat and for the legacy API. */
export class ChoicesFold implements StreamFold {
  isComplete = false;
  readonly #shape: ChoiceShape;
  readonly #choices = new Map<number, Choice>();
  readonly #metadata: Metadata = {};
  readonly #deltas: DeltaMerger | undefined;
  #promptFilter: unknown[] | undefined;

  constructor(shape: ChoiceShape, contentLimit: number) {
    this.#shape = shape;
    // Without content, no text is merged.
    this.#deltas = contentLimit > 0 ? new DeltaMerger(contentLimit) : undefined;
  }

  onChunk(chunk: unknown): boolean {
    const object = asObject(chunk);
    if (!object) return false;
    this.#addMetadata(object);
    let isAnswer = false;
    for (const choice of asArray(object['choices']) ?? NONE) isAnswer = this.#addChoice(asObject(choice)) || isAnswer;
    return isAnswer;
  }

  /** Chunks that only annotate have an empty `id` and `model`. `usage` is null in all chunks except the last. */
  #addMetadata(chunk: JsonObject): void {
    const { id, model, service_tier, system_fingerprint, created, usage, error } = chunk;
    const metadata = this.#metadata;
    // Fast path: these rarely change between chunks.
    if (id !== metadata.id && asText(id)) metadata.id = id;
    if (model !== metadata.model && asText(model)) metadata.model = model;
    if (service_tier !== metadata.service_tier && asText(service_tier)) metadata.service_tier = service_tier;
    if (system_fingerprint !== metadata.system_fingerprint && asText(system_fingerprint))
      metadata.system_fingerprint = system_fingerprint;
    if (created !== metadata.created && asNumber(created)) metadata.created = created;
    if (asObject(usage)) metadata.usage = usage;
    if (asObject(error)) metadata.error = error;
    this.#promptFilter ??= asArray(chunk['prompt_filter_results'])?.slice(0, MAX_CHOICES);
  }

  #addChoice(choice: JsonObject | undefined): boolean {
    const known = this.#findChoice(asNumber(choice?.['index']) ?? 0);
    if (!choice || !known) return false;
    const finishReason = asText(choice['finish_reason']);
    if (finishReason) {
      known.finishReason = finishReason;
      this.isComplete = true;
    }
    known.filters.add(choice['content_filter_results']);
    const delta = this.#shape.delta(choice);
    known.citations += countMessageCitations(delta);
    if (delta?.['annotations'] !== undefined) known.citesWeb ||= hasWebCitation(delta);
    if (delta && this.#deltas) known.merged = this.#deltas.merge(known.merged ?? {}, delta);
    return delta !== undefined;
  }

  #findChoice(index: number): Choice | undefined {
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
      ...this.#metadata,
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

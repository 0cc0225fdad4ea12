/** The abilities of a model that show on the wire. */
export interface ModelTraits {
  /** Thinks before it answers: counts reasoning tokens, refuses `max_tokens` and a `temperature` other than 1. */
  reasons: boolean;
  /** Reports cached tokens, and the other details of usage. */
  caches: boolean;
  /** Bills writes to the cache, and reports them as `cache_write_tokens`. */
  reportsCacheWrites: boolean;
  /** Sends the members of newer models: `obfuscation`, `refusal`, `annotations`, a fingerprint, more filter categories. */
  modern: boolean;
  /** Makes embeddings, and nothing else. */
  embeds: boolean;
  /** Has legacy completions, and nothing else. */
  completes: boolean;
}

/**
 * Returns the traits of a model, from the name that Azure gives it in responses (`gpt-4.1-mini-2025-04-14`).
 * Sources: Azure OpenAI's "Reasoning models" and "Prompt caching" how-to guides, and recorded answers of `gpt-35-turbo`
 * and `gpt-4.1-mini`.
 */
export function findTraits(model: string): ModelTraits {
  const chat = /-chat\b/.test(model);
  const generation = /^gpt-(\d+(?:\.\d+)?)/.exec(model)?.[1];
  const legacy = /^gpt-(?:35|3\.5|4)(?:-|$)|^(?:text-|davinci|babbage)/.test(model);
  return {
    reasons: !chat && (/^(?:o\d|codex)/.test(model) || Number(generation) >= 5) && !legacy,
    caches: !legacy,
    reportsCacheWrites: Number(generation) >= 5.6 && !legacy,
    modern: !legacy,
    embeds: model.startsWith('text-embedding-'),
    completes: /instruct|davinci|babbage/.test(model),
  };
}

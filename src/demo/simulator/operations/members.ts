import { type JsonObject, stringOf } from '../../../json.ts';
import type { Deployment } from '../call.ts';
import type { TokenUsage } from '../generate.ts';
import type { ModelTraits } from '../models.ts';
import { createRandom } from '../random.ts';

/** `usage` of chat completions and legacy completions. */
export function createUsage(usage: TokenUsage, traits: ModelTraits): JsonObject {
  return {
    completion_tokens: usage.completion,
    ...(traits.caches && {
      completion_tokens_details: {
        accepted_prediction_tokens: 0,
        audio_tokens: 0,
        reasoning_tokens: usage.reasoning,
        rejected_prediction_tokens: 0,
      },
    }),
    prompt_tokens: usage.prompt,
    ...(traits.caches && {
      prompt_tokens_details: {
        audio_tokens: 0,
        ...(traits.reportsCacheWrites && { cache_write_tokens: usage.cacheWritten }),
        cached_tokens: usage.cached,
      },
    }),
    total_tokens: usage.prompt + usage.completion,
  };
}

/** `system_fingerprint`: one for each deployed model, none for older ones. */
export function fingerprint({ name, options, traits }: Deployment): string | null {
  return traits.modern ? `fp_${createRandom(`${name}/${options.model}`).hex(10)}` : null;
}

/** Returns the `service_tier` of the answer, if the request has one. */
export function serviceTier(body: JsonObject): { service_tier?: string } {
  const asked = stringOf(body['service_tier']);
  return asked === undefined ? {} : { service_tier: asked === 'auto' ? 'default' : asked };
}

/** One server-sent event without a name, ready for the wire. */
export function dataEvent(data: JsonObject | '[DONE]'): string {
  return `data: ${data === '[DONE]' ? data : JSON.stringify(data)}\n\n`;
}

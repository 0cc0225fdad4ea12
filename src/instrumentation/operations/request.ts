import type { Attributes } from '@opentelemetry/api';
import { type JsonObject, asArray, asNumber, asObject, asText } from '../json.ts';
import * as names from '../semconv/attributes.ts';

/** Returns the request attributes that chat completions, legacy completions and responses share. */
export function samplingAttributes(body: JsonObject): Attributes {
  const attributes = streamAttributes(body);
  for (const [field, name] of NUMBERS) {
    const value = asNumber(body[field]);
    if (value !== undefined) attributes[name] = value;
  }
  if (body['stop'] != null) attributes[names.GEN_AI_REQUEST_STOP_SEQUENCES] = stopSequences(body['stop']);
  return attributes;
}

const NUMBERS: readonly [field: string, attribute: string][] = [
  ['temperature', names.GEN_AI_REQUEST_TEMPERATURE],
  ['top_p', names.GEN_AI_REQUEST_TOP_P],
  ['frequency_penalty', names.GEN_AI_REQUEST_FREQUENCY_PENALTY],
  ['presence_penalty', names.GEN_AI_REQUEST_PRESENCE_PENALTY],
  ['seed', names.GEN_AI_REQUEST_SEED],
];

/** Returns the request attributes that only the newest conventions have, for any operation. */
export function newestAttributes(body: JsonObject): Attributes {
  const prompt = asObject(body['prompt']);
  return {
    [names.GEN_AI_REQUEST_REASONING_LEVEL]:
      asText(body['reasoning_effort']) ?? asText(asObject(body['reasoning'])?.['effort']),
    [names.GEN_AI_REQUEST_PREVIOUS_RESPONSE_ID]: asText(body['previous_response_id']),
    [names.GEN_AI_PROMPT_NAME]: asText(prompt?.['id']),
    [names.GEN_AI_PROMPT_VERSION]: asText(prompt?.['version']),
  };
}

/** Returns `gen_ai.request.stream`, which is absent without a stream. */
export function streamAttributes(body: JsonObject): Attributes {
  return body['stream'] === true ? { [names.GEN_AI_REQUEST_STREAM]: true } : {};
}

/** Returns the requested tier; undefined for `auto`. */
export function requestedTier(body: JsonObject): string | undefined {
  const tier = asText(body['service_tier']);
  return tier === 'auto' ? undefined : tier;
}

/** Returns the requested number of choices; undefined for 1, the default. */
export function choiceCount(body: JsonObject): number | undefined {
  const count = asNumber(body['n']);
  return count === 1 ? undefined : count;
}

/** Returns `gen_ai.output.type`, from `response_format` of chat or `text.format` of responses. */
export function readOutputType(format: unknown): string | undefined {
  const type = asText(asObject(format)?.['type']);
  if (type === 'json_object' || type === 'json_schema') return 'json';
  return type === 'text' ? 'text' : undefined;
}

/** The API accepts one sequence, or a list of up to four. */
function stopSequences(stop: unknown): string[] | undefined {
  const sequences = (asArray(stop) ?? [stop]).map(asText).filter((text) => text !== undefined);
  return sequences.length > 0 ? sequences.slice(0, 16) : undefined;
}

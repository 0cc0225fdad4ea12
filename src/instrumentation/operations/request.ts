import type { Attributes } from '@opentelemetry/api';
import * as names from '../attributes.ts';
import type { JsonObject } from '../internal-types.ts';
import { asArray, asNumber, asObject, asText } from '../json.ts';

/** The request attributes that chat completions, legacy completions and responses share. */
export function samplingAttributes(body: JsonObject): Attributes {
  return {
    ...streamAttributes(body),
    [names.GEN_AI_REQUEST_TEMPERATURE]: asNumber(body['temperature']),
    [names.GEN_AI_REQUEST_TOP_P]: asNumber(body['top_p']),
    [names.GEN_AI_REQUEST_FREQUENCY_PENALTY]: asNumber(body['frequency_penalty']),
    [names.GEN_AI_REQUEST_PRESENCE_PENALTY]: asNumber(body['presence_penalty']),
    [names.GEN_AI_REQUEST_SEED]: asNumber(body['seed']),
    [names.GEN_AI_REQUEST_STOP_SEQUENCES]: stopSequences(body['stop']),
  };
}

/** `gen_ai.request.stream`, which is there only when streaming. */
export function streamAttributes(body: JsonObject): Attributes {
  return body['stream'] === true ? { [names.GEN_AI_REQUEST_STREAM]: true } : {};
}

/** The tier that is asked for; `auto` asks for none. */
export function serviceTierAttributes(body: JsonObject): Attributes {
  const tier = asText(body['service_tier']);
  return tier !== undefined && tier !== 'auto' ? { [names.OPENAI_REQUEST_SERVICE_TIER]: tier } : {};
}

/** `gen_ai.output.type` of a format of chat (`response_format`) or of responses (`text.format`). */
export function typeOfFormat(format: unknown): string | undefined {
  const type = asText(asObject(format)?.['type']);
  if (type === 'json_object' || type === 'json_schema') return 'json';
  return type === 'text' ? 'text' : undefined;
}

/** The API takes one sequence or up to four. */
function stopSequences(stop: unknown): string[] | undefined {
  const sequences = (asArray(stop) ?? [stop]).map(asText).filter((text) => text !== undefined);
  return sequences.length > 0 ? sequences.slice(0, 16) : undefined;
}

import type { Attributes } from '@opentelemetry/api';
import * as names from '../attributes.ts';
import type { JsonObject } from '../internal-types.ts';
import { asArray, asNumber, asText } from '../json.ts';

/** The request attributes that chat completions, legacy completions and responses share. */
export function samplingAttributes(body: JsonObject): Attributes {
  return {
    [names.GEN_AI_REQUEST_TEMPERATURE]: asNumber(body['temperature']),
    [names.GEN_AI_REQUEST_TOP_P]: asNumber(body['top_p']),
    [names.GEN_AI_REQUEST_FREQUENCY_PENALTY]: asNumber(body['frequency_penalty']),
    [names.GEN_AI_REQUEST_PRESENCE_PENALTY]: asNumber(body['presence_penalty']),
    [names.GEN_AI_REQUEST_SEED]: asNumber(body['seed']),
    [names.GEN_AI_REQUEST_STOP_SEQUENCES]: stopSequences(body['stop']),
    ...(body['stream'] === true && { [names.GEN_AI_REQUEST_STREAM]: true }),
  };
}

/** The API takes one sequence or up to four. */
function stopSequences(stop: unknown): string[] | undefined {
  const sequences = (asArray(stop) ?? [stop]).map(asText).filter((text) => text !== undefined);
  return sequences.length > 0 ? sequences.slice(0, 16) : undefined;
}

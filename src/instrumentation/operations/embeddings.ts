import { type JsonObject, asArray, asNumber, asObject, asText, readWithoutGetters } from '../json.ts';
import * as names from '../semconv/attributes.ts';
import type { Operation, OperationRequest, OperationResult } from './operation.ts';

/** `embeddings.create`. The vectors are never recorded. */
export const embeddings: Operation = {
  name: 'embeddings',
  resource: ['Embeddings'],
  method: 'create',
  deploymentInPath: true,
  isCompletion: false,
  modelAliases: new Map([['ada', 'text-embedding-ada-002']]),
  request: embeddingsRequest,
  result: embeddingsResult,
  content: () => undefined,
};

function embeddingsRequest(body: JsonObject): OperationRequest {
  // Only the caller's format: the client requests base64 if the caller requests none.
  const format = asText(body['encoding_format']);
  return {
    attributes: {
      [names.GEN_AI_EMBEDDINGS_DIMENSION_COUNT]: asNumber(body['dimensions']),
      [names.GEN_AI_REQUEST_ENCODING_FORMATS]: format && [format],
    },
  };
}

function embeddingsResult(response: JsonObject): OperationResult {
  return {
    model: asText(response['model']),
    usage: response['usage'],
    error: response['error'],
    attributes: {
      [names.GEN_AI_EMBEDDINGS_DIMENSION_COUNT]: countDimensions(
        readWithoutGetters(asObject(asArray(response['data'])?.[0]) ?? {})['embedding'],
      ),
    },
  };
}

/** Counts the dimensions of a vector, or of one in base64, which has four bytes for each. */
function countDimensions(embedding: unknown): number | undefined {
  if (typeof embedding === 'string') return Math.floor(Buffer.byteLength(embedding, 'base64') / 4) || undefined;
  return asArray(embedding)?.length;
}

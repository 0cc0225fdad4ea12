import { type JsonObject, asArray, asNumber, asObject, asText } from '../json.ts';
import * as names from '../semconv/attributes.ts';
import { EventFold, type EventShape } from './event-fold.ts';
import type { Operation, OperationRequest, OperationResult } from './operation.ts';
import { choiceCount, streamAttributes } from './request.ts';

const events: EventShape = { deltas: [], last: ['image_generation.completed', 'image_edit.completed'] };

/** `images.generate`, `images.edit` and `images.createVariation`. The images are never recorded. */
export const images: readonly Operation[] = ['generate', 'edit', 'createVariation'].map((method) => ({
  name: 'generate_content',
  resource: ['Images'],
  method,
  // Azure has no path for variations. They go to OpenAI, or to a base URL with a deployment.
  deploymentInPath: method !== 'createVariation',
  isCompletion: true,
  omitsModel: true,
  request: imagesRequest,
  result: imagesResult,
  content: removeUrls,
  fold: () => new EventFold(events, 0),
}));

function imagesRequest(body: JsonObject): OperationRequest {
  const count = asNumber(body['n']) ?? 1;
  return {
    attributes: {
      ...streamAttributes(body),
      [names.GEN_AI_OUTPUT_TYPE]: 'image',
      [names.GEN_AI_REQUEST_CHOICE_COUNT]: choiceCount(body),
    },
    // Models that are billed by the image return no usage. The request is billed, with the API's default size.
    billing: {
      usage: { images: { count, size: asText(body['size']) ?? '1024x1024', quality: asText(body['quality']) } },
    },
  };
}

function imagesResult(response: JsonObject): OperationResult {
  return {
    model: asText(response['model']),
    usage: response['usage'],
    // Each final event of a stream has the usage of one image, and only the last event is kept.
    uncounted: asNumber(response['answers']) === undefined ? undefined : ['images'],
    promptFilter: asObject(asArray(response['data'])?.[0])?.['prompt_filter_results'],
    completionFilters: asArray(response['data'])?.map((image) => asObject(image)?.['content_filter_results']),
    error: response['error'],
  };
}

/** Removes the URLs, which give access to the images. Images in base64 are never recorded anyway. */
function removeUrls(response: JsonObject): JsonObject {
  const data = asArray(response['data'])?.map((image) => ({ ...asObject(image), url: undefined }));
  return { ...response, ...(data && { data }) };
}

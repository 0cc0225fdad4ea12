import { type JsonObject, asText } from '../json.ts';
import * as names from '../semconv/attributes.ts';
import type { Operation, OperationRequest, OperationResult } from './operation.ts';

/** `videos.create` and the methods that make a new video from an existing one. They return the job. */
export const videos: readonly Operation[] = ['create', 'remix', 'edit', 'extend'].map((method) => ({
  name: 'generate_content',
  resource: ['Videos'],
  method,
  deploymentInPath: false,
  isCompletion: true,
  ...(method === 'remix' && { requestArgument: 1 }),
  request: videosRequest,
  result: videosResult,
}));

function videosRequest(body: JsonObject): OperationRequest {
  return {
    attributes: {
      [names.GEN_AI_OUTPUT_TYPE]: 'video',
      [names.AZURE_OPENAI_VIDEO_SECONDS]: readSeconds(body),
      [names.AZURE_OPENAI_VIDEO_SIZE]: asText(body['size']),
    },
  };
}

function videosResult(job: JsonObject): OperationResult {
  const seconds = readSeconds(job);
  return {
    id: asText(job['id']),
    model: asText(job['model']),
    // Videos are billed by the second.
    usage: seconds === undefined ? undefined : { seconds },
    error: job['error'] ?? undefined,
    attributes: {
      [names.AZURE_OPENAI_VIDEO_STATUS]: asText(job['status']),
      [names.AZURE_OPENAI_VIDEO_SECONDS]: seconds,
      [names.AZURE_OPENAI_VIDEO_SIZE]: asText(job['size']),
    },
  };
}

/** @param video the request or the job, both of which have the number as text */
function readSeconds(video: JsonObject): number | undefined {
  const seconds = Number(video['seconds'] ?? Number.NaN);
  return seconds > 0 && Number.isFinite(seconds) ? seconds : undefined;
}

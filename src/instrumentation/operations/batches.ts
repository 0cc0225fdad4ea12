import { type JsonObject, asText } from '../json.ts';
import * as names from '../semconv/attributes.ts';
import type { Operation, OperationRequest, OperationResult } from './operation.ts';

/** `batches.create`. It returns the job. The usage of the requests is only in the job's output file. */
export const batches: Operation = {
  name: 'create_batch',
  resource: ['Batches'],
  method: 'create',
  deploymentInPath: true,
  isCompletion: false,
  request: (body): OperationRequest => ({ attributes: batchAttributes(body) }),
  result: batchResult,
};

/** @param batch the request or the job, which share these fields */
function batchAttributes(batch: JsonObject): OperationRequest['attributes'] {
  return {
    [names.AZURE_OPENAI_BATCH_ENDPOINT]: asText(batch['endpoint']),
    [names.AZURE_OPENAI_BATCH_INPUT_FILE_ID]: asText(batch['input_file_id']),
    [names.AZURE_OPENAI_BATCH_COMPLETION_WINDOW]: asText(batch['completion_window']),
  };
}

function batchResult(job: JsonObject): OperationResult {
  return {
    id: asText(job['id']),
    model: asText(job['model']),
    attributes: { ...batchAttributes(job), [names.AZURE_OPENAI_BATCH_STATUS]: asText(job['status']) },
  };
}

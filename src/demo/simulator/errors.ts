import type { JsonObject } from '../../json.ts';
import { promptVerdicts } from './filters.ts';
import type { ModelTraits } from './models.ts';

/** A refusal as it goes over the wire. */
export interface AzureError {
  status: number;
  body: JsonObject;
  headers?: Record<string, string>;
}

const FILTERED_PROMPT =
  "The response was filtered due to the prompt triggering Azure OpenAI's content management policy. Please modify your " +
  'prompt and retry. To learn more about our content filtering policies please read our documentation: ' +
  'https://go.microsoft.com/fwlink/?linkid=2198766';

/** 401, for a missing or wrong key. Source: a recorded exchange. */
export function accessDenied(): AzureError {
  return error(401, {
    code: '401',
    message:
      'Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an ' +
      'active subscription and use a correct regional API endpoint for your resource.',
  });
}

/** 404, for a path that Azure does not have, or a missing or unknown `api-version`. */
export function resourceNotFound(): AzureError {
  return error(404, { code: '404', message: 'Resource not found' });
}

/** 404, for a deployment that does not exist. */
export function deploymentNotFound(): AzureError {
  return error(404, {
    code: 'DeploymentNotFound',
    message:
      'The API deployment for this resource does not exist. If you created the deployment within the last 5 minutes, ' +
      'please wait a moment and try again.',
  });
}

/**
 * 400, for a request that the model does not take.
 *
 * @param param the member of the request that is at fault.
 * @param code Azure's code, such as `unsupported_parameter`.
 */
export function invalidRequest(message: string, param: string | null = null, code: string | null = null): AzureError {
  return error(400, { message, type: 'invalid_request_error', param, code });
}

/** 400, for a model that does not have the operation. Source: langchain-ai/langchain#6363. */
export function operationNotSupported(verb: string, model: string): AzureError {
  return error(400, {
    code: 'OperationNotSupported',
    message:
      `The ${verb} operation does not work with the specified model, ${model}. Please choose different model and try ` +
      'again. You can learn more about which models can be used with each operation here: ' +
      'https://go.microsoft.com/fwlink/?linkid=2197993.',
  });
}

/** 400, for members that "On Your Data" (`data_sources`) does not take. Source: openai/openai-python#2296. */
export function extraInput(member: string, requestId: string): AzureError {
  return error(400, {
    requestid: requestId,
    code: 400,
    message: `Validation error at #/${member}: Extra inputs are not permitted`,
  });
}

/** 400, for a prompt that the content filter refuses. Source: a recorded exchange. */
export function filteredPrompt(traits: ModelTraits): AzureError {
  return error(400, {
    message: FILTERED_PROMPT,
    type: null,
    param: 'prompt',
    code: 'content_filter',
    status: 400,
    innererror: { code: 'ResponsibleAIPolicyViolation', content_filter_result: promptVerdicts(traits, true) },
  });
}

/** 400, for the same from the Responses API, which has the verdicts in another place. Source: an error quoted in several public repositories. */
export function filteredResponsesPrompt(contentFilters: readonly JsonObject[]): AzureError {
  const members = { type: 'invalid_request_error', param: 'prompt', code: 'content_filter' };
  return error(400, { message: FILTERED_PROMPT, ...members, content_filters: contentFilters });
}

/**
 * 429. `retry-after` is in whole seconds, so clients that know `retry-after-ms` wait less. Source of the text:
 * alex-wolf-ps/dbchatprov2#2.
 */
export function rateLimited(operation: string, apiVersion: string | undefined, retryAfterMs = 1000): AzureError {
  const seconds = Math.ceil(retryAfterMs / 1000);
  const version = apiVersion === undefined ? '' : ` under Azure OpenAI API version ${apiVersion}`;
  return {
    ...error(429, {
      code: '429',
      message:
        `Requests to the ${operation} Operation${version} have exceeded call rate limit of your current OpenAI S0 ` +
        `pricing tier. Please retry after ${seconds} second${seconds === 1 ? '' : 's'}. Please go here: ` +
        'https://aka.ms/oai/quotaincrease if you would like to further increase the default rate limit.',
    }),
    headers: { 'retry-after': String(seconds), 'retry-after-ms': String(retryAfterMs) },
  };
}

/** 500. */
export function serverError(): AzureError {
  return error(500, {
    code: 'InternalServerError',
    message: 'The server had an error while processing your request. Sorry about that!',
  });
}

function error(status: number, members: JsonObject): AzureError {
  return { status, body: { error: members } };
}

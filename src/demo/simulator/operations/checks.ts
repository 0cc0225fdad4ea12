import type { Call } from '../call.ts';
import { type AzureError, extraInput, invalidRequest } from '../errors.ts';

/** The first api-version that takes `stream_options`. Source: Azure OpenAI's "API version lifecycle" page. */
const STREAM_OPTIONS_SINCE = '2024-09-01';

/** 400 if a member that the operation needs is missing. */
export function missing(call: Call, member: string): AzureError | undefined {
  const value = call.body[member];
  if (value !== undefined && !(Array.isArray(value) && value.length === 0)) return undefined;
  return invalidRequest(`'${member}' is a required property`);
}

/** 400 for `stream_options` where Azure does not take it: on older api-versions, without `stream`, with `data_sources`. */
export function refusedStreamOptions({ body, apiVersion, requestId }: Call): AzureError | undefined {
  const { stream_options: asked, stream, data_sources: dataSources } = body;
  if (asked === undefined || asked === null) return undefined;
  if (apiVersion !== undefined && apiVersion.slice(0, STREAM_OPTIONS_SINCE.length) < STREAM_OPTIONS_SINCE) {
    return invalidRequest('Unrecognized request argument supplied: stream_options');
  }
  if (dataSources !== undefined) return extraInput('stream_options', requestId);
  if (stream === true) return undefined;
  return invalidRequest("The 'stream_options' parameter is only allowed when 'stream' is enabled.", 'stream_options');
}

/** 400 for members that models that reason do not take. Source: Azure OpenAI's "Reasoning models" page. */
export function refusedByReasoningModel({ body, deployment }: Call): AzureError | undefined {
  if (!deployment.traits.reasons) return undefined;
  if (typeof body['max_tokens'] === 'number') {
    return invalidRequest(
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
      'max_tokens',
      'unsupported_parameter',
    );
  }
  const { temperature } = body;
  if (typeof temperature !== 'number' || temperature === 1) return undefined;
  return invalidRequest(
    `Unsupported value: 'temperature' does not support ${temperature} with this model. Only the default (1) value is supported.`,
    'temperature',
    'unsupported_value',
  );
}

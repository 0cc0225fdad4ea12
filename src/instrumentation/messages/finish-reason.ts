import type { JsonObject } from '../json.ts';
import { asArray, asObject, asText } from '../json.ts';
import { isClientToolCall } from './response-items.ts';

const NAMES_OF_THE_CONVENTIONS = new Map([
  ['tool_calls', 'tool_call'],
  ['function_call', 'tool_call'],
]);

/** A choice's `finish_reason`; `error`, the conventions' placeholder, where one was due and did not come. */
export function choiceFinishReason(choice: JsonObject): string {
  return messageFinishReason(asText(choice['finish_reason']));
}

/** A finish reason of the API, in the words that the conventions have for messages. */
export function messageFinishReason(reason: string | undefined): string {
  return reason === undefined ? 'error' : (NAMES_OF_THE_CONVENTIONS.get(reason) ?? reason);
}

/**
 * The finish reason of a response of the Responses API, which has a status instead: `tool_calls` if the application has
 * to act before the model can go on, else `stop`, `length`, `content_filter` or `error`. Undefined while it runs.
 */
export function responseFinishReason(response: JsonObject): string | undefined {
  switch (response['status']) {
    case 'completed':
      return waitsForApplication(asArray(response['output']) ?? []) ? 'tool_calls' : 'stop';
    case 'incomplete': {
      const reason = asText(asObject(response['incomplete_details'])?.['reason']);
      return reason === 'max_output_tokens' ? 'length' : (reason ?? 'error');
    }
    case 'failed':
    case 'cancelled':
      return 'error';
    default:
      return undefined;
  }
}

/** The service runs some tools of the application's kinds itself; the output then holds the call's answer too. */
function waitsForApplication(output: readonly unknown[]): boolean {
  const items = output.map((item) => asObject(item) ?? {});
  const answers = items.filter((item) => /_output$|^mcp_approval_response$/.test(asText(item['type']) ?? ''));
  const answered = new Set(answers.map((item) => item['approval_request_id'] ?? readCallId(item)));
  return items.some(
    (item) => (item['type'] === 'mcp_approval_request' || isClientToolCall(item)) && !answered.has(readCallId(item)),
  );
}

function readCallId(item: JsonObject): unknown {
  return item['call_id'] ?? item['id'];
}

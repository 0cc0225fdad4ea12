import { type JsonObject, asArray, asObject, asText } from '../json.ts';
import { isClientToolCall } from './response-items.ts';

/** The conventions' names of finish reasons, where they differ from the API's. */
const CONVENTION_NAMES = new Map([
  ['tool_calls', 'tool_call'],
  ['function_call', 'tool_call'],
]);

/** Returns a choice's finish reason for messages; `error`, the conventions' placeholder, if it has none. */
export function choiceFinishReason(choice: JsonObject): string {
  return messageFinishReason(asText(choice['finish_reason']));
}

/** Translates a finish reason of the API to the conventions' name for messages. */
export function messageFinishReason(reason: string | undefined): string {
  return reason === undefined ? 'error' : (CONVENTION_NAMES.get(reason) ?? reason);
}

/**
 * Derives the finish reason of a response of the Responses API from its status and output: `tool_calls` if the
 * application has to act before the model can continue, else `stop`, `length`, `content_filter` or `error`. Undefined
 * while the response is running.
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

/** True if a call of an application's tool has no answer. The service runs some of them itself, and adds the answer. */
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

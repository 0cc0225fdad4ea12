import type { JsonObject } from '../internal-types.ts';
import { asObject, asText } from '../json.ts';
import type { Part } from './types.ts';

const NAMES_OF_THE_CONVENTIONS = new Map([
  ['tool_calls', 'tool_call'],
  ['function_call', 'tool_call'],
]);

/** A choice's `finish_reason`; `error`, the conventions' placeholder, where one was due and did not come. */
export function finishReasonOfChoice(choice: JsonObject): string {
  const reason = asText(choice['finish_reason']);
  return reason === undefined ? 'error' : (NAMES_OF_THE_CONVENTIONS.get(reason) ?? reason);
}

/** The Responses API has a status in the place of a finish reason. `error` also where it was broken off. */
export function finishReasonOfResponse(response: JsonObject, parts: readonly Part[]): string {
  switch (response['status']) {
    case 'completed':
      return waitsForTools(parts) ? 'tool_call' : 'stop';
    case 'incomplete': {
      const reason = asText(asObject(response['incomplete_details'])?.['reason']);
      return reason === 'max_output_tokens' ? 'length' : (reason ?? 'error');
    }
    default:
      return 'error';
  }
}

/** Some calls that look like the application's are run by the service, and come with their answers. */
function waitsForTools(parts: readonly Part[]): boolean {
  const idsOf = (type: string): unknown[] => parts.filter((part) => part.type === type).map((part) => idOf(part));
  const answered = new Set(idsOf('tool_call_response'));
  return idsOf('tool_call').some((id) => !answered.has(id));
}

function idOf(part: Part): unknown {
  return 'id' in part ? part.id : undefined;
}

import type { JsonValue } from '../../contracts/document.ts';
import { isGatewayCategory } from '../categories.ts';
import type { Draft } from './draft.ts';

/** ECS `event.outcome`. */
export type Outcome = 'success' | 'failure' | 'unknown';

const RESULTS: ReadonlyMap<string, Outcome> = new Map([
  ['succeeded', 'success'],
  ['success', 'success'],
  ['failed', 'failure'],
  ['failure', 'failure'],
]);

/**
 * Whether a call succeeded: by `resultType`, as Elastic's documents have it. For API Management, whose records do not
 * all have one, by `isRequestSuccess`, else by the status that the client got, else by that of the backend; `unknown`
 * if they are there and none of them is clear.
 *
 * @returns undefined if the record says nothing of it
 */
export function eventOutcome({ category, resultType, openAi, properties, httpResponse }: Draft): Outcome | undefined {
  const result = typeof resultType === 'string' ? RESULTS.get(resultType.toLowerCase()) : undefined;
  if (result !== undefined || !isGatewayCategory(category)) return result;
  const isSuccess = openAi['is_request_success'] ?? properties?.['is_request_success'];
  const statuses = [httpResponse?.['status_code'], properties?.['backend_response_code']];
  const clear = ofBoolean(isSuccess) ?? statuses.map(ofStatus).find((outcome) => outcome !== undefined);
  if (clear !== undefined) return clear;
  return [isSuccess, ...statuses].some((value) => value !== undefined) ? 'unknown' : undefined;
}

function ofBoolean(value: JsonValue | undefined): Outcome | undefined {
  const text = String(value).toLowerCase();
  return text === 'true' ? 'success' : text === 'false' ? 'failure' : undefined;
}

/** API Management writes 0 where there was no response. */
function ofStatus(value: JsonValue | undefined): Outcome | undefined {
  const status = typeof value === 'string' ? Number(value) : value;
  if (typeof status !== 'number' || !(status >= 100 && status <= 599)) return undefined;
  return status < 400 ? 'success' : 'failure';
}

/** What Elasticsearch says of an error. */
export interface ErrorCause {
  readonly type?: string;
  readonly reason?: string | null;
  readonly caused_by?: ErrorCause;
}

/** What became of one line of a bulk request. */
export interface BulkItem {
  readonly status: number;
  readonly error?: ErrorCause;
}

/** The parts of an answer that are read: `create` with the status of each item, and the errors of those that failed. */
export const FILTER_PATH = 'errors,items.*.status,items.*.error';

const MAX_REASON = 1000;

/**
 * The items of the answer to a bulk request of `count` documents, in their order.
 *
 * @returns undefined if it is no such answer
 */
export function bulkItems(answer: unknown, count: number): readonly BulkItem[] | undefined {
  const items = (answer as { items?: unknown } | null | undefined)?.items;
  if (!Array.isArray(items) || items.length !== count) return undefined;
  const read = items.map((item) => (item as { create?: BulkItem } | null)?.create);
  return read.every(isItem) ? read : undefined;
}

/** An item that succeeded has no error, one that failed has one with its type. */
function isItem(item: BulkItem | undefined): item is BulkItem {
  const status = item?.status;
  if (!Number.isInteger(status)) return false;
  return (status as number) >= 200 && (status as number) < 300
    ? item?.error === undefined
    : ownCause(item?.error) !== undefined;
}

/**
 * An error in Elasticsearch's own shape: `{"type", "reason", …}`, where the reason may be null. Nothing else is a verdict
 * of Elasticsearch: other services have a type and a message.
 */
export function ownCause(error: unknown): ErrorCause | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  return 'type' in error && typeof error.type === 'string' && 'reason' in error ? (error as ErrorCause) : undefined;
}

/**
 * An error in a line: `type: reason (caused by type, type)`. Values of the document's fields, which may be a prompt, are
 * left out; the dead letter has them. The reasons of causes quote values in many ways: only those that do not are kept.
 */
export function errorText({ type = 'error', reason, caused_by }: ErrorCause): string {
  const causes: string[] = [];
  for (let cause = caused_by; cause !== undefined; cause = cause.caused_by) causes.push(causeText(cause));
  const own = (reason ?? '') === '' ? type : `${type}: ${withoutValues(reason!)}`;
  return causes.length === 0 ? own : `${own} (caused by ${causes.join(', ')})`;
}

function causeText({ type = 'error', reason }: ErrorCause): string {
  return WITHOUT_VALUES.test(reason ?? '') ? `${type}: ${reason!.slice(0, MAX_REASON)}` : type;
}

const WITHOUT_VALUES =
  /^(?:data stream timestamp field|field name cannot be|object field starting or ending|Limit of (?:total fields|mapping depth))/;

const VALUES = /\s*(?:Preview of field's value|The prefix of the first immense term is): .*$/s;

function withoutValues(reason: string): string {
  return reason.replace(VALUES, '').replaceAll(/\s+/g, ' ').slice(0, MAX_REASON);
}

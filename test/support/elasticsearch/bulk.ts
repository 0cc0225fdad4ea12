import type { Faults } from './faults.ts';
import type { Store } from './store.ts';

/** An error as Elasticsearch words it. */
export interface EsError {
  readonly type: string;
  readonly reason: string;
  readonly caused_by?: { readonly type: string; readonly reason: string };
}

/** The answer to a bulk request, or the refusal of all of it. */
export type BulkResult =
  | { readonly status: 200; readonly body: { took: number; errors: boolean; items: { create: BulkItem }[] } }
  | { readonly status: 400; readonly error: EsError };

interface BulkItem {
  readonly _index: string;
  readonly _id: string;
  readonly status: number;
  readonly result?: 'created';
  readonly error?: EsError;
}

/** Carries out a bulk request of `create`, as a data stream does. */
export function bulk(text: string, store: Store, faults: Faults): BulkResult {
  const refusal = (type: string, reason: string): BulkResult => ({ status: 400, error: { type, reason } });
  if (!text.endsWith('\n')) {
    return refusal('illegal_argument_exception', 'The bulk request must be terminated by a newline [\\n]');
  }
  const lines = text.split('\n');
  lines.pop();
  const actions: { index: string; id: string; source: string }[] = [];
  for (let line = 0; line < lines.length; line += 2) {
    const action = parsed(lines[line]!) as Record<string, { _index?: string; _id?: string }> | undefined;
    const [operation, meta] = Object.entries(action ?? {})[0] ?? [];
    if (operation === undefined || meta?._index === undefined) {
      return refusal('illegal_argument_exception', `Malformed action/metadata line [${line + 1}]`);
    }
    if (operation !== 'create') {
      return refusal(
        'illegal_argument_exception',
        'only write ops with an op_type of create are allowed in data streams',
      );
    }
    const id = meta._id ?? crypto.randomUUID();
    const bytes = Buffer.byteLength(id);
    // Elasticsearch accepts an id that is not Unicode: here it represents everything that makes a request invalid.
    if (bytes === 0 || bytes > 512 || !id.isWellFormed()) {
      return refusal(
        'action_request_validation_exception',
        'Validation Failed: 1: id is empty, too long, or no Unicode;',
      );
    }
    const source = lines[line + 1];
    if (source === undefined) return refusal('illegal_argument_exception', 'The bulk request ends with an action');
    actions.push({ index: meta._index, id, source });
  }
  const items = actions.map(({ index, id, source }) => ({ create: createOne(index, id, source, store, faults) }));
  return { status: 200, body: { took: 1, errors: items.some(({ create }) => create.error !== undefined), items } };
}

function createOne(index: string, id: string, source: string, store: Store, faults: Faults): BulkItem {
  const failed = (status: number, type: string, reason: string, causedBy?: EsError['caused_by']): BulkItem => ({
    _index: index,
    _id: id,
    status,
    error: { type, reason, ...(causedBy && { caused_by: causedBy }) },
  });
  const fault = faults.take(['items'], ({ ids }) => ids?.includes(id) ?? true);
  if (fault !== undefined) {
    const { status, type = typeOf(status), reason = 'switched on', causedBy } = fault;
    return failed(status, type, reason, causedBy);
  }
  if (/[A-Z\\/*?"<>| ,#:]/.test(index) || Buffer.byteLength(index) > 255) {
    return failed(400, 'invalid_index_name_exception', `Invalid index name [${index}]`);
  }
  const fields = parsed(source) as Record<string, unknown> | undefined;
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) {
    return failed(400, 'document_parsing_exception', '[1:1] failed to parse: no object');
  }
  if (typeof fields['@timestamp'] !== 'string') {
    return failed(400, 'document_parsing_exception', '[1:1] failed to parse', {
      type: 'illegal_argument_exception',
      reason: 'data stream timestamp field [@timestamp] is missing',
    });
  }
  if (!store.create(index, id, source)) {
    return failed(
      409,
      'version_conflict_engine_exception',
      `[${id}]: version conflict, document already exists (current version [1])`,
    );
  }
  return { _index: index, _id: id, status: 201, result: 'created' };
}

function typeOf(status: number): string {
  if (status === 429) return 'es_rejected_execution_exception';
  if (status === 403) return 'security_exception';
  return status === 503 ? 'unavailable_shards_exception' : 'document_parsing_exception';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

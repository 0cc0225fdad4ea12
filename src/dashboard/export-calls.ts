import type { CallSummary } from '../store/queries/calls.ts';
import type { Store } from '../store/store.ts';
import { type CsvColumn, csvRows, csvText } from './csv.ts';

/** The columns of calls as CSV, with their units. */
export const CALLS_CSV: readonly CsvColumn<CallSummary>[] = [
  ['time', ({ start }) => new Date(start).toISOString()],
  ['trace_id', ({ traceId }) => traceId],
  ['span_id', ({ spanId }) => spanId],
  ['service', ({ service }) => service],
  ['deployment', ({ deployment }) => deployment],
  ['model', ({ model }) => model],
  ['tenant', ({ tenant }) => tenant],
  ['feature', ({ feature }) => feature],
  ['operation', ({ operation }) => operation],
  ['result', ({ result }) => result],
  ['http_status', ({ httpStatus }) => httpStatus],
  ['error_code', ({ errorCode }) => errorCode],
  ['finish_reason', ({ finish }) => finish],
  ['duration_s', ({ duration }) => duration],
  ['first_chunk_s', ({ firstChunk }) => firstChunk],
  ['input_tokens', ({ input }) => input],
  ['cached_tokens', ({ cached }) => cached],
  ['output_tokens', ({ output }) => output],
  ['reasoning_tokens', ({ reasoning }) => reasoning],
  ['cost_usd', ({ cost }) => cost],
  ['partial_cost_usd', ({ partial }) => partial],
  ['cost_absent', ({ costAbsent }) => costAbsent],
  ['cost_estimated', ({ estimated }) => estimated],
  ['retries', ({ retries }) => retries],
  ['request_id', ({ requestId }) => requestId],
];

/** Calls of one query of the store. */
const PAGE = 1000;

/** Yields the text of an export: the calls with these ids, a page at a time. */
export async function* exportCalls(store: Store, ids: Float64Array, format: 'csv' | 'ndjson'): AsyncGenerator<string> {
  if (format === 'csv') yield csvText(CALLS_CSV, []);
  for (let start = 0; start < ids.length; start += PAGE) {
    // A copy: a part of the array would take all of it to the other thread.
    const calls = await store.query('callsById', ids.slice(start, start + PAGE));
    yield format === 'csv' ? csvRows(CALLS_CSV, calls) : calls.map((call) => `${JSON.stringify(call)}\n`).join('');
  }
}

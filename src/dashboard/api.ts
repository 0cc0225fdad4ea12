import { DIMENSIONS, type Filters } from '../store/queries/filters.ts';
import type { CallDetails } from '../store/queries/call.ts';
import { type CallsQuery, SORTS } from '../store/queries/find-calls.ts';
import { RESULT_NAMES, type ResultName } from '../store/results.ts';
import type { Store } from '../store/store.ts';
import { type BillReport, compareMonth, isMonth, toBillReport } from './bill-report.ts';
import { type CostExplanation, explainCost } from './explain-cost.ts';

/** A request that the API cannot answer, with its HTTP status. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The longest range of the API, in milliseconds. */
const LONGEST_RANGE = 400 * 86_400_000;

/**
 * Answers a path of the API. docs/dashboard.md describes the paths and their parameters.
 *
 * @returns undefined for a path that is not one of the API's
 * @throws ApiError for wrong parameters, and for something that is not stored
 */
export async function answerApi(store: Store, path: string, search: URLSearchParams): Promise<unknown> {
  const [, name, ...ids] = /^\/api\/([a-z]+)(?:\/([0-9a-f]{32}))?(?:\/([0-9a-f]{16}))?$/.exec(path) ?? [];
  const [traceId, spanId] = ids.filter((id) => id !== undefined);
  switch (`${name}${traceId ? '/trace' : ''}${spanId ? '/span' : ''}`) {
    case 'overview':
      return store.query('overview', readFilters(search), readTimeZone(search));
    case 'calls':
      return store.query('calls', readCallsQuery(search));
    case 'calls/trace/span':
      return addCost(found(await store.query('call', traceId!, spanId!)));
    case 'traces/trace':
      return found(await store.query('trace', traceId!));
    case 'spans/trace/span':
      return found(await store.query('span', traceId!, spanId!));
    case 'platform':
      return store.query('platform', readFilters(search));
    case 'limits':
      return store.query('limits', readFilters(search), readTimeZone(search));
    case 'bill':
      return readBill(store, search);
    case 'values':
      return store.query('values');
    default:
      return undefined;
  }
}

function found<T>(result: T): T {
  if (result === undefined || (Array.isArray(result) && result.length === 0)) {
    throw new ApiError(404, 'nothing is stored under this address');
  }
  return result;
}

/** A call, and the arithmetic of its cost. */
export interface CallAnswer extends CallDetails {
  readonly price?: CostExplanation;
}

function addCost(details: CallDetails | undefined): CallAnswer | undefined {
  if (!details) return undefined;
  const price = explainCost(details.body.attributes, new Date(details.summary.start));
  return { ...details, ...(price && { price }) };
}

/** Compares a month of the bill with what is traced. */
async function readBill(store: Store, search: URLSearchParams): Promise<BillReport> {
  const month = search.get('month') ?? new Date().toISOString().slice(0, 7);
  if (!isMonth(month)) throw new ApiError(400, 'month must be a month such as 2026-11');
  const by = search.get('by') ?? 'meter';
  if (by !== 'meter' && by !== 'day') throw new ApiError(400, 'by must be meter or day');
  const type = search.get('type') ?? 'actual';
  if (type !== 'actual' && type !== 'amortized') throw new ApiError(400, 'type must be actual or amortized');
  const question = { month, by, type } as const;
  return toBillReport(question, await compareMonth(store, question));
}

/** Reads the parameters of a time range and its filters. */
export function readFilters(search: URLSearchParams): Filters {
  const to = readInteger(search, 'to', Date.now());
  const from = readInteger(search, 'from', to - 86_400_000);
  if (from >= to) throw new ApiError(400, 'from must be before to');
  if (to - from > LONGEST_RANGE) throw new ApiError(400, 'a range may have at most 400 days');
  const results = search.getAll('result').map((name) => {
    if (!RESULT_NAMES.includes(name as ResultName)) {
      throw new ApiError(400, `result must be one of ${RESULT_NAMES.join(', ')}`);
    }
    return name as ResultName;
  });
  const dimensions = DIMENSIONS.flatMap((name) => {
    const values = search.getAll(name);
    return values.length > 0 ? [[name, values.slice(0, 100)]] : [];
  });
  return { from, to, ...Object.fromEntries(dimensions), ...(results.length > 0 && { results }) };
}

/** Reads the parameters of a list of calls. */
export function readCallsQuery(search: URLSearchParams): CallsQuery {
  const sort = search.get('sort') ?? 'time';
  if (!Object.hasOwn(SORTS, sort)) throw new ApiError(400, `sort must be one of ${Object.keys(SORTS).join(', ')}`);
  const order = search.get('order') ?? 'desc';
  if (order !== 'asc' && order !== 'desc') throw new ApiError(400, 'order must be asc or desc');
  const attributes = search.getAll('attribute');
  if (attributes.some((pair) => !pair.includes('='))) throw new ApiError(400, 'attribute must be name=value');
  return {
    ...readFilters(search),
    text: (search.get('text') ?? '').slice(0, 1000),
    attributes: attributes.slice(0, 10),
    sort: sort as keyof typeof SORTS,
    order,
    offset: readInteger(search, 'offset', 0),
    limit: Math.min(readInteger(search, 'limit', 50), 1000),
  };
}

function readInteger(search: URLSearchParams, name: string, otherwise: number): number {
  const text = search.get(name);
  if (text === null) return otherwise;
  const value = Number(text);
  if (!/^\d{1,15}$/.test(text) || !Number.isSafeInteger(value))
    throw new ApiError(400, `${name} must be a whole number`);
  return value;
}

function readTimeZone(search: URLSearchParams): string | undefined {
  const timeZone = search.get('tz') ?? undefined;
  if (timeZone === undefined) return undefined;
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone;
  } catch {
    throw new ApiError(400, 'tz must be the name of a time zone, such as Europe/Berlin');
  }
}

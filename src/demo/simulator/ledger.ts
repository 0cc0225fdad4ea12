import type { IncomingHttpHeaders } from 'node:http';
import type { TokenUsage } from './generate.ts';
import type { Outcome } from './reply.ts';
import type { ReceivedRequest } from './request.ts';

/** Calls that are kept one by one; totals count all. */
const KEPT_CALLS = 10_000;

/** One request to the simulator. */
export interface LedgerCall {
  /** The number of the request, from 1, in the order of arrival. */
  number: number;
  /** `apim-request-id` of the answer; `undefined` if no head is ever sent. */
  requestId?: string;
  /** Arrival of the request, and end of the answer, in milliseconds since 1970. */
  startedAt: number;
  endedAt?: number;
  /** Azure's name for the operation (`ChatCompletions_Create`); `undefined` for a path that does not exist. */
  operation?: string;
  /** The requested deployment. */
  deployment?: string;
  /** The model that answers, with its version; `undefined` without such a deployment. */
  model?: string;
  /** HTTP status, or `undefined` if no head is ever sent. */
  status?: number;
  outcome: Outcome | 'pending';
  /** Tokens of the answer, whether it states them or not; `undefined` for errors. */
  usage?: TokenUsage;
  /** Whether the answer states its usage: a stream does so only on request. */
  usageSent: boolean;
  /** The request as it came; `body` parsed, if it is JSON. */
  request: { method: string; url: string; headers: IncomingHttpHeaders; body: unknown };
}

/** Sums over the calls to one deployment that one model answered. */
export interface LedgerTotal {
  deployment: string;
  model: string;
  calls: number;
  /** Calls by HTTP status; `dropped` and `aborted` ones by that. */
  statuses: Record<string, number>;
  /** Tokens of answers that were sent to their end. */
  tokens: TokenUsage;
}

/** Records the answers of the simulator, for tests to compare telemetry with. */
export interface Ledger {
  /** The calls so far, the oldest first; of very many only the newest 10,000. */
  readonly calls: readonly LedgerCall[];
  /** Sums over the calls that have ended and reached a deployment. */
  totals(): LedgerTotal[];
}

/** The ledger as the server writes it. */
export interface WritableLedger extends Ledger {
  /** Enters a request that has just come in. */
  open(request: ReceivedRequest): LedgerCall;
  /** Settles it. */
  close(call: LedgerCall, outcome: Outcome): void;
}

/** An empty ledger. */
export function createLedger(): WritableLedger {
  const calls: LedgerCall[] = [];
  const totals = new Map<string, LedgerTotal>();
  return {
    calls,
    totals: () => structuredClone([...totals.values()]),
    open(request) {
      const call: LedgerCall = {
        number: (calls.at(-1)?.number ?? 0) + 1,
        request: { ...request, url: request.url.pathname + request.url.search },
        startedAt: Date.now(),
        outcome: 'pending',
        usageSent: false,
      };
      calls.push(call);
      if (calls.length > KEPT_CALLS) calls.shift();
      return call;
    },
    close(call, outcome) {
      call.outcome = outcome;
      call.endedAt = Date.now();
      const { deployment, model } = call;
      if (deployment === undefined || model === undefined) return;
      const key = JSON.stringify([deployment, model]);
      const total = totals.get(key) ?? emptyTotal(deployment, model);
      totals.set(key, total);
      add(total, call, outcome);
    },
  };
}

function emptyTotal(deployment: string, model: string): LedgerTotal {
  const tokens = { prompt: 0, cached: 0, cacheWritten: 0, completion: 0, reasoning: 0 };
  return { deployment, model, calls: 0, statuses: {}, tokens };
}

function add(total: LedgerTotal, { status, usage }: LedgerCall, outcome: Outcome): void {
  const key = outcome === 'complete' ? String(status) : outcome;
  total.calls += 1;
  total.statuses[key] = (total.statuses[key] ?? 0) + 1;
  if (outcome !== 'complete' || usage === undefined) return;
  const { tokens } = total;
  tokens.prompt += usage.prompt;
  tokens.cached += usage.cached;
  tokens.cacheWritten += usage.cacheWritten;
  tokens.completion += usage.completion;
  tokens.reasoning += usage.reasoning;
}

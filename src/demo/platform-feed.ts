import type { Document } from '../collectors/contracts/document.ts';
import type { Sink } from '../collectors/contracts/sink.ts';
import { documentOf, fiveMinutes, tokenDocuments, utilizationDocuments } from './history/platform.ts';
import { HISTORY_DEPLOYMENTS } from './history/scenery.ts';
import { addTokens, type TokenSum } from './history/tokens.ts';
import type { Ledger, LedgerCall } from './simulator/index.ts';

/** From one look at the ledger to the next, in milliseconds. */
const INTERVAL = 2000;

/**
 * A record is stored this long after the end of its call, in milliseconds. Azure takes minutes; sooner than the span of
 * the call, which is exported every five seconds, a record would count as not traced.
 */
const DELAY = 12_000;

/** The `user-agent` of a caller without instrumentation. */
export const UNTRACED_AGENT = 'legacy-batch/1.0';

/**
 * Stores Azure's records of the calls to a simulator, its counts of their tokens, and the utilization of the provisioned
 * deployment, until it is stopped.
 *
 * @param seed that of the history, whose utilization goes on
 * @returns a function that stops it
 */
export function startPlatformFeed(ledger: Ledger, sink: Pick<Sink, 'write'>, seed: string): () => void {
  const stored = new WeakSet<LedgerCall>();
  let last = Date.now();
  const timer = setInterval(() => {
    const now = Date.now();
    const due = ledger.calls.filter((call) => !stored.has(call) && call.endedAt! < now - DELAY);
    for (const call of due) stored.add(call);
    const documents = due.flatMap((call) => callDocument(call) ?? []);
    documents.push(...tokenDocuments(countTokens(due), now), ...utilizationDocuments(seed, fiveMinutes(last, now)));
    last = now;
    // A record that cannot be stored is missing on the page, and nothing else.
    if (documents.length > 0) void sink.write(documents).catch(() => undefined);
  }, INTERVAL).unref();
  return () => clearInterval(timer);
}

function callDocument(call: LedgerCall): Document | undefined {
  const { deployment, operation, requestId, status, startedAt, endedAt, request } = call;
  if (deployment === undefined || operation === undefined || requestId === undefined) return undefined;
  const { resource = 'contoso-eastus2', region = 'East US 2' } = HISTORY_DEPLOYMENTS[deployment] ?? {};
  const isTraced = request.headers['user-agent'] !== UNTRACED_AGENT;
  return documentOf({
    resource,
    region,
    operation,
    deployment,
    model: call.model ?? '',
    requestId,
    caller: isTraced ? '20.103.12.***' : '51.12.98.***',
    status: status ?? 0,
    time: startedAt,
    durationMs: endedAt! - startedAt,
    isStreamed: (request.body as { stream?: unknown } | undefined)?.stream === true,
  });
}

function countTokens(calls: readonly LedgerCall[]): Map<string, TokenSum> {
  const sums = new Map<string, TokenSum>();
  for (const { deployment, usage } of calls) {
    if (deployment === undefined || usage === undefined || !Object.hasOwn(HISTORY_DEPLOYMENTS, deployment)) continue;
    const { prompt, cached, completion } = usage;
    addTokens(sums, deployment, { input: prompt, cached, output: completion });
  }
  return sums;
}

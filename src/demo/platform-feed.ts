import type { Document } from '../collectors/contracts/document.ts';
import type { Sink } from '../collectors/contracts/sink.ts';
import { utilizationAt } from './history/load.ts';
import { documentOf, utilizationDocuments } from './history/platform.ts';
import { HISTORY_DEPLOYMENTS, PROVISIONED } from './history/scenery.ts';
import type { Ledger, LedgerCall } from './simulator/index.ts';

/** From one look at the ledger to the next, in milliseconds. */
const INTERVAL = 2000;

/**
 * A record is stored this long after the end of its call, in milliseconds. Azure takes minutes; sooner than the span of
 * the call, which is exported every five seconds, a record would count as not traced.
 */
const DELAY = 12_000;

const FIVE_MINUTES = 300_000;

/** The `user-agent` of a caller without instrumentation. */
export const UNTRACED_AGENT = 'legacy-batch/1.0';

/**
 * Stores Azure's records of the calls to a simulator, and the utilisation of the provisioned deployment, until it is stopped.
 *
 * @param seed that of the history, whose utilisation goes on
 * @returns a function that stops it
 */
export function startPlatformFeed(ledger: Ledger, sink: Pick<Sink, 'write'>, seed: string): () => void {
  const stored = new WeakSet<LedgerCall>();
  let slot = Math.floor(Date.now() / FIVE_MINUTES);
  const timer = setInterval(() => {
    const now = Date.now();
    const due = ledger.calls.filter((call) => !stored.has(call) && call.endedAt! < now - DELAY);
    for (const call of due) stored.add(call);
    const documents = due.flatMap((call) => callDocument(call) ?? []);
    const current = Math.floor(now / FIVE_MINUTES);
    if (current > slot) documents.push(...utilizationSince(slot + 1, current, seed));
    slot = current;
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

function utilizationSince(first: number, last: number, seed: string): Document[] {
  const times = Array.from({ length: last - first + 1 }, (_, index) => (first + index) * FIVE_MINUTES);
  const points = times.map((time) => ({ time, value: utilizationAt(seed, time) }));
  return utilizationDocuments({ ...HISTORY_DEPLOYMENTS[PROVISIONED]!, deployment: PROVISIONED }, points);
}

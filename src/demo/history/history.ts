import type { Document } from '../../collectors/contracts/document.ts';
import type { Sink } from '../../collectors/contracts/sink.ts';
import type { Store } from '../../store/store.ts';
import { ExchangeMaker } from './exchange.ts';
import { utilizationAt } from './load.ts';
import { documentOf, utilizationDocuments } from './platform.ts';
import { type HistoryOptions, makeHour, type PlatformAttempt } from './requests.ts';
import { HISTORY_DEPLOYMENTS, PROVISIONED } from './scenery.ts';

const HOUR = 3_600_000;
const FIVE_MINUTES = 300_000;

/** Hours of a history. */
const HISTORY_HOURS = 7 * 24;

/** The destinations of a history. */
export interface HistoryOutputs {
  readonly store: Pick<Store, 'write'>;
  /** The sink of the collectors. */
  readonly sink: Pick<Sink, 'write'>;
}

/**
 * Stores simulated calls of a week, and Azure's own records of them, the newest first.
 *
 * @param signal ends it early
 * @param onHour called after each hour that is stored
 */
export async function storeHistory(
  options: HistoryOptions,
  { store, sink }: HistoryOutputs,
  signal: AbortSignal,
  onHour: (hoursAgo: number) => void = () => {},
): Promise<void> {
  const exchanges = new ExchangeMaker(options.seed);
  const last = Math.floor(options.end / HOUR);
  for (let ago = 0; ago < HISTORY_HOURS && !signal.aborted; ago += 1) {
    const { spans, attempts } = makeHour(last - ago, exchanges, options);
    const documents = [
      ...attempts.flatMap((attempt) => attemptDocument(attempt) ?? []),
      ...utilization(last - ago, options),
    ];
    await Promise.all([store.write({ spans }), sink.write(documents)]);
    onHour(ago);
  }
}

function attemptDocument(attempt: PlatformAttempt): Document | undefined {
  const { headers, deployment } = attempt;
  const { resource, region, model } = HISTORY_DEPLOYMENTS[deployment]!;
  return documentOf({ ...attempt, resource, region, model, requestId: headers['apim-request-id']! });
}

function utilization(hour: number, { seed, end }: HistoryOptions): Document[] {
  const times = Array.from({ length: 12 }, (_, index) => hour * HOUR + index * FIVE_MINUTES);
  const points = times.filter((time) => time <= end).map((time) => ({ time, value: utilizationAt(seed, time) }));
  return utilizationDocuments({ ...HISTORY_DEPLOYMENTS[PROVISIONED]!, deployment: PROVISIONED }, points);
}

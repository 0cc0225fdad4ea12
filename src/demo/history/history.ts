import type { Document } from '../../collectors/contracts/document.ts';
import type { Sink } from '../../collectors/contracts/sink.ts';
import { readHeaders } from '../../instrumentation/attributes/response-headers.ts';
import type { Store } from '../../store/store.ts';
import { chargeDocuments } from './charges.ts';
import { ExchangeMaker } from './exchange.ts';
import { documentOf, fiveMinutes, tokenDocuments, utilizationDocuments } from './platform.ts';
import { type HistoryOptions, makeHour, type PlatformAttempt } from './requests.ts';
import { HISTORY_DEPLOYMENTS } from './scenery.ts';
import { addTokens, type TokenSum, tokensOf } from './tokens.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Hours of a history. */
const HISTORY_HOURS = 7 * 24;

/** Azure charges for a day from the second day after it on. */
const DAYS_UNTIL_CHARGED = 2;

/** The destinations of a history. */
export interface HistoryOutputs {
  readonly store: Pick<Store, 'write'>;
  /** The sink of the collectors. */
  readonly sink: Pick<Sink, 'write'>;
}

/**
 * Stores simulated calls of a week, and Azure's own records and charges of them, the newest first.
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
  let ofDay = new Map<string, TokenSum>();
  for (let ago = 0; ago < HISTORY_HOURS && !signal.aborted; ago += 1) {
    const start = (last - ago) * HOUR;
    const { spans, attempts } = makeHour(last - ago, exchanges, options);
    const tokens = tokensByDeployment(attempts);
    for (const [deployment, sum] of tokens) addTokens(ofDay, deployment, sum);
    const documents = [
      ...attempts.flatMap((attempt) => attemptDocument(attempt) ?? []),
      ...tokenDocuments(tokens, start),
      ...utilizationDocuments(options.seed, fiveMinutes(start - 1, Math.min(start + HOUR - 1, options.end))),
    ];
    if (start % DAY === 0 || ago === HISTORY_HOURS - 1) {
      documents.push(...chargesOfDay(start, ofDay, options.end));
      ofDay = new Map();
    }
    await Promise.all([store.write({ spans }), sink.write(documents)]);
    onHour(ago);
  }
}

function chargesOfDay(time: number, tokens: ReadonlyMap<string, TokenSum>, end: number): Document[] {
  if (Math.floor(end / DAY) - Math.floor(time / DAY) < DAYS_UNTIL_CHARGED) return [];
  return chargeDocuments(new Date(time).toISOString().slice(0, 10), tokens);
}

function tokensByDeployment(attempts: readonly PlatformAttempt[]): Map<string, TokenSum> {
  const sums = new Map<string, TokenSum>();
  for (const { deployment, headers, body } of attempts) {
    const tokens = tokensOf(body['usage']);
    if (tokens) addTokens(sums, readHeaders(headers).servedDeployment ?? deployment, tokens);
  }
  return sums;
}

function attemptDocument(attempt: PlatformAttempt): Document | undefined {
  const { headers, deployment } = attempt;
  const { resource, region, model } = HISTORY_DEPLOYMENTS[deployment]!;
  return documentOf({ ...attempt, resource, region, model, requestId: headers['apim-request-id']! });
}

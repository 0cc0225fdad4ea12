import type { ReceivedSpan } from '../../receiver/telemetry.ts';
import { createRandom, type Random } from '../simulator/random.ts';
import { type Attempt, describeCall, type MadeCall, SCOPE, toNanos } from './call-span.ts';
import type { ExchangeMaker, ExchangePlan } from './exchange.ts';
import { hasTrouble, loadAt, nightLoadAt, utilizationAt, vary } from './load.ts';
import {
  type Feature,
  FEATURES,
  HISTORY_DEPLOYMENTS,
  PROVISIONED,
  QUESTIONS,
  TENANTS,
  writeInstructions,
} from './scenery.ts';

const HOUR = 3_600_000;

/** The requests of an application, or of a job without instrumentation, in one hour. */
export interface HourOfRequests {
  readonly spans: readonly ReceivedSpan[];
  /** All attempts, also of the calls without a span, for the records of the platform. */
  readonly attempts: readonly PlatformAttempt[];
}

/** An attempt as Azure sees it. */
export interface PlatformAttempt extends Attempt {
  readonly deployment: string;
  readonly caller: string;
  readonly isStreamed: boolean;
}

/** When the history is, and its seed. */
export interface HistoryOptions {
  readonly seed: string;
  /** The end of the history, in milliseconds since 1970. */
  readonly end: number;
}

/**
 * Makes the requests of an hour. The same seed, hour and end give the same requests.
 *
 * @param hour since 1970
 */
export function makeHour(hour: number, exchanges: ExchangeMaker, options: HistoryOptions): HourOfRequests {
  const spans: ReceivedSpan[] = [];
  const attempts: PlatformAttempt[] = [];
  const random = createRandom(`${options.seed}/${hour}`);
  let number = hour * 10_000;
  for (const feature of FEATURES) {
    const load = feature.isNightly ? nightLoadAt(hour * HOUR) : loadAt(hour * HOUR + HOUR / 2);
    const count = Math.floor(feature.perHour * load + random.fraction());
    for (let index = 0; index < count; index += 1) {
      const time = hour * HOUR + random.fraction() * HOUR;
      const request = makeRequest(feature, time, random, options, exchanges, () => (number += 1));
      // A request that has not ended has no spans yet.
      if (request.end > options.end) continue;
      if (!feature.isUntraced) spans.push(...spansOf(request, random));
      attempts.push(...request.calls.flatMap((call) => attemptsOf(call, feature)));
    }
  }
  return { spans, attempts };
}

interface Request {
  readonly feature: Feature;
  readonly time: number;
  readonly end: number;
  readonly calls: readonly MadeCall[];
}

function makeRequest(
  feature: Feature,
  time: number,
  random: Random,
  options: HistoryOptions,
  exchanges: ExchangeMaker,
  nextNumber: () => number,
): Request {
  const calls: MadeCall[] = [];
  const tenant = TENANTS[Math.min(TENANTS.length - 1, Math.floor(-Math.log2(1 - random.fraction() * 0.98)))];
  let at = time + 3 + random.fraction() * 12;
  for (const deployment of feature.deployments) {
    const isEmbedding = deployment === 'embeddings';
    const isStreamed = !isEmbedding && random.fraction() < feature.streamed;
    const plan: ExchangePlan = {
      deployment,
      messages: [
        { role: 'system', content: writeInstructions(feature.name, feature.instructions) },
        { role: 'user', content: random.pick(QUESTIONS) },
      ],
      ending: chooseEnding(deployment, at, random, options),
      used: chooseUse(deployment, at, random, options.end),
      time: at,
    };
    const { attempts, firstChunkMs } = makeAttempts(plan, random, options, exchanges, nextNumber);
    const last = attempts.at(-1)!;
    const isLeft = isStreamed && last.status === 200 && random.fraction() < 0.015;
    const completionCount = (nextNumber() % 10_000) + 1;
    calls.push({
      plan,
      tenant: feature.name === 'experiments' ? undefined : tenant,
      feature: feature.name,
      isStreamed,
      isLeft,
      attempts,
      firstChunkMs,
      completionCount,
    });
    at = last.time + last.durationMs + 5 + random.fraction() * 60;
    if (last.status !== 200) break;
  }
  return { feature, time, end: at, calls };
}

/** Returns the part of the rate limit that is used. In trouble, Azure lowers the limits. */
function chooseUse(deployment: string, time: number, random: Random, end: number): number {
  const most = HISTORY_DEPLOYMENTS[deployment]!.pressure * (hasTrouble(time, end) ? 1.3 : loadAt(time));
  return Math.min(1, most * (0.7 + 0.3 * random.fraction()));
}

function chooseEnding(
  deployment: string,
  time: number,
  random: Random,
  { seed, end }: HistoryOptions,
): ExchangePlan['ending'] {
  const dice = random.fraction();
  const isTrouble = hasTrouble(time, end);
  if (deployment === PROVISIONED) {
    const full = Math.max(0, utilizationAt(seed, time) - 85) / 15;
    if (dice < full * 0.6) return 'spill-over';
  } else if (dice < (isTrouble ? 0.35 : 0.03 * loadAt(time))) return 'rate_limit';
  if (random.fraction() < (isTrouble ? 0.35 : 0.003)) return 'server_error';
  if (deployment === 'embeddings') return 'answer';
  const verdict = random.fraction();
  return verdict < 0.012 ? 'filtered prompt' : verdict < 0.018 ? 'filtered answer' : 'answer';
}

/** The client tries at most twice again. */
function makeAttempts(
  plan: ExchangePlan,
  random: Random,
  { end }: HistoryOptions,
  exchanges: ExchangeMaker,
  nextNumber: () => number,
): Pick<MadeCall, 'attempts' | 'firstChunkMs'> {
  const { latency } = HISTORY_DEPLOYMENTS[plan.deployment]!;
  const slowness = (hasTrouble(plan.time, end) ? 2.2 : 0.85 + 0.4 * loadAt(plan.time)) * vary(random);
  const attempts: Attempt[] = [];
  let { time } = plan;
  let firstChunkMs = 0;
  for (let waited = 0; ; waited = 350 + 400 * random.fraction() * (attempts.length + 1)) {
    time += waited;
    const succeeds = attempts.length > 0 && random.fraction() < (hasTrouble(time, end) ? 0.4 : 0.8);
    const ending = succeeds ? 'answer' : plan.ending;
    const exchange = exchanges.exchange({ ...plan, ending, time }, nextNumber(), random);
    const usage = exchange.body['usage'] as { completion_tokens?: number } | undefined;
    firstChunkMs = latency.firstToken * slowness;
    const answering = firstChunkMs + latency.perToken * slowness * (usage?.completion_tokens ?? 0);
    const durationMs = exchange.status === 200 ? answering : 12 + 30 * random.fraction();
    attempts.push({ ...exchange, time, durationMs, waited });
    time += durationMs;
    if (exchange.status < 429 || attempts.length === 3) return { attempts, firstChunkMs };
  }
}

function attemptsOf({ plan, attempts, isStreamed }: MadeCall, { caller }: Feature): PlatformAttempt[] {
  return attempts.map((attempt) => ({ ...attempt, deployment: plan.deployment, caller, isStreamed }));
}

/** The span of the request, those of its calls, and those of their HTTP requests. */
function spansOf({ feature, time, end, calls }: Request, random: Random): ReceivedSpan[] {
  const traceId = random.hex(32);
  const resource = {
    'service.name': feature.service,
    'deployment.environment.name': 'demo',
    'telemetry.sdk.language': 'nodejs',
  };
  const status = calls.at(-1)!.attempts.at(-1)!.status;
  const root: ReceivedSpan = {
    traceId,
    spanId: random.hex(16),
    parentSpanId: undefined,
    name: `POST ${feature.route}`,
    kind: 'server',
    startTime: toNanos(time),
    endTime: toNanos(end),
    attributes: {
      'http.request.method': 'POST',
      'http.route': feature.route,
      'url.path': feature.route,
      'http.response.status_code': status,
    },
    status: { code: status >= 500 ? 'error' : 'unset', message: '' },
    events: [],
    resource,
    scope: { name: '@opentelemetry/instrumentation-http', version: '' },
  };
  const spans = [root];
  for (const call of calls) {
    const [first, last] = [call.attempts[0]!, call.attempts.at(-1)!];
    const span: ReceivedSpan = {
      ...describeCall(call),
      traceId,
      spanId: random.hex(16),
      parentSpanId: root.spanId,
      kind: 'client',
      startTime: toNanos(first.time),
      endTime: toNanos(last.time + last.durationMs),
      resource,
      scope: SCOPE,
    };
    spans.push(span, ...call.attempts.map((attempt) => httpSpan(attempt, span, random)));
  }
  return spans;
}

function httpSpan({ status, time, durationMs }: Attempt, call: ReceivedSpan, random: Random): ReceivedSpan {
  return {
    traceId: call.traceId,
    spanId: random.hex(16),
    parentSpanId: call.spanId,
    name: 'POST',
    kind: 'client',
    startTime: toNanos(time + 0.4),
    endTime: toNanos(time + durationMs - 0.2),
    attributes: {
      'http.request.method': 'POST',
      'server.address': call.attributes['server.address']!,
      'http.response.status_code': status,
    },
    status: { code: status >= 400 ? 'error' : 'unset', message: '' },
    events: [],
    resource: call.resource,
    scope: { name: '@opentelemetry/instrumentation-undici', version: '' },
  };
}

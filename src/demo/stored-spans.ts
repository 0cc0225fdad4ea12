import type { ReceivedSpan } from '../receiver/telemetry.ts';
import type { SpanBody, TraceSpan } from '../store/queries/call.ts';
import type { Store } from '../store/store.ts';

/** More calls than `--once` makes. */
const MOST_CALLS = 1000;

/** Reads back all spans of the traces that have calls since a time, in milliseconds since 1970. */
export async function readStoredSpans(store: Store, from: number): Promise<ReceivedSpan[]> {
  const { calls } = await store.query('calls', { from, to: Date.now() + 60_000, limit: MOST_CALLS });
  const traceIds = [...new Set(calls.map(({ traceId }) => traceId))];
  const traces = await Promise.all(traceIds.map((traceId) => readSpans(store, traceId)));
  return traces.flat();
}

async function readSpans(store: Store, traceId: string): Promise<ReceivedSpan[]> {
  const spans = await store.query('trace', traceId);
  return Promise.all(
    spans.map(async (span) => receivedSpan(traceId, span, (await store.query('span', traceId, span.spanId))!)),
  );
}

function receivedSpan(
  traceId: string,
  { spanId, parentSpanId, start, duration }: TraceSpan,
  body: SpanBody,
): ReceivedSpan {
  const startTime = BigInt(Math.round(start * 1000)) * 1000n;
  return {
    ...body,
    traceId,
    spanId,
    parentSpanId: parentSpanId || undefined,
    kind: body.kind as ReceivedSpan['kind'],
    startTime,
    endTime: startTime + BigInt(Math.round(duration * 1e6)) * 1000n,
    status: body.status as ReceivedSpan['status'],
    events: body.events.map((event) => ({ ...event, time: BigInt(event.time) })),
  };
}

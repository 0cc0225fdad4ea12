import type { ReceivedSpan } from '../receiver/telemetry.ts';
import { RecordError } from './errors.ts';

/** Returns the bytes of an id in hexadecimal. */
export function bytesOf(hex: string): Uint8Array {
  return Buffer.from(hex, 'hex');
}

const TRACE_ID = /^(?!0+$)[0-9a-f]{32}$/i;
const SPAN_ID = /^(?!0+$)[0-9a-f]{16}$/i;

interface Ids {
  readonly trace: Uint8Array;
  readonly span: Uint8Array;
  readonly parent: Uint8Array | null;
}

/** Reads the ids of a span. @throws RecordError for ids that OTLP does not allow: spans without ids of their own would count as one */
export function idsOf({ traceId, spanId, parentSpanId }: ReceivedSpan): Ids {
  if (!TRACE_ID.test(traceId) || !SPAN_ID.test(spanId)) {
    throw new RecordError('a span needs a trace id of 16 bytes and a span id of 8 bytes, not all zero');
  }
  const parent = parentSpanId !== undefined && SPAN_ID.test(parentSpanId) ? bytesOf(parentSpanId) : null;
  return { trace: bytesOf(traceId), span: bytesOf(spanId), parent };
}

/** Returns everything of a span that is stored compressed. */
export function bodyOf({ name, kind, status, attributes, events, resource, scope }: ReceivedSpan): string {
  const plain = events.map((event) => ({ ...event, time: String(event.time) }));
  return JSON.stringify({ name, kind, status, attributes, events: plain, resource, scope });
}

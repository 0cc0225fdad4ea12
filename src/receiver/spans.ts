import { type JsonObject, objectOf, objectsOf, stringOf } from '../json.ts';
import type { ReceivedSpan, SpanKind } from './telemetry.ts';
import { readAttributes, readId, readResource, readScope, readTime } from './values.ts';

const KINDS: readonly SpanKind[] = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'];
const STATUS_CODES = ['unset', 'ok', 'error'] as const;

/**
 * Reads the spans of an `ExportTraceServiceRequest`, decoded from JSON or protobuf.
 *
 * @see https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/trace/v1/trace.proto
 */
export function readSpans(request: unknown): ReceivedSpan[] {
  return objectsOf(objectOf(request)['resourceSpans']).flatMap((resourceSpans) => {
    const resource = readResource(resourceSpans['resource']);
    return objectsOf(resourceSpans['scopeSpans']).flatMap((scopeSpans) => {
      const scope = readScope(scopeSpans['scope']);
      return objectsOf(scopeSpans['spans']).map((span) => ({ ...readSpan(span), resource, scope }));
    });
  });
}

function readSpan(span: JsonObject): Omit<ReceivedSpan, 'resource' | 'scope'> {
  const status = objectOf(span['status']);
  return {
    traceId: readId(span['traceId']),
    spanId: readId(span['spanId']),
    parentSpanId: readId(span['parentSpanId']) || undefined,
    name: stringOf(span['name']) ?? '',
    kind: KINDS[Number(span['kind'] ?? 0)] ?? 'unspecified',
    startTime: readTime(span['startTimeUnixNano']),
    endTime: readTime(span['endTimeUnixNano']),
    attributes: readAttributes(span['attributes']),
    status: { code: STATUS_CODES[Number(status['code'] ?? 0)] ?? 'unset', message: stringOf(status['message']) ?? '' },
    events: objectsOf(span['events']).map((event) => ({
      name: stringOf(event['name']) ?? '',
      time: readTime(event['timeUnixNano']),
      attributes: readAttributes(event['attributes']),
    })),
  };
}

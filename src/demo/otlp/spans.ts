import { isObject, type JsonObject, objectOf, objectsOf, stringOf } from '../json.ts';
import type { AttributeValue, Attributes, ReceivedSpan, SpanKind } from './types.ts';

const KINDS: readonly SpanKind[] = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'];
const STATUS_CODES = ['unset', 'ok', 'error'] as const;

/**
 * The spans of an OTLP export request, decoded from JSON. A missing field gets OTLP's default, so that a sender that
 * leaves things out is understood. Source: opentelemetry-proto 1.x, trace.proto and its JSON mapping.
 */
export function spansOf(request: unknown): ReceivedSpan[] {
  return objectsOf(objectOf(request)['resourceSpans']).flatMap((resourceSpans) => {
    const resource = attributesOf(objectOf(resourceSpans['resource'])['attributes']);
    return objectsOf(resourceSpans['scopeSpans']).flatMap((scopeSpans) => {
      const { name, version } = objectOf(scopeSpans['scope']);
      const scope = { name: stringOf(name) ?? '', version: stringOf(version) ?? '' };
      return objectsOf(scopeSpans['spans']).map((span) => ({ ...spanOf(span), resource, scope }));
    });
  });
}

function spanOf(span: JsonObject): Omit<ReceivedSpan, 'resource' | 'scope'> {
  const status = objectOf(span['status']);
  return {
    traceId: stringOf(span['traceId']) ?? '',
    spanId: stringOf(span['spanId']) ?? '',
    parentSpanId: stringOf(span['parentSpanId']) || undefined,
    name: stringOf(span['name']) ?? '',
    kind: KINDS[Number(span['kind'] ?? 0)] ?? 'unspecified',
    startTime: nanosOf(span['startTimeUnixNano']),
    endTime: nanosOf(span['endTimeUnixNano']),
    attributes: attributesOf(span['attributes']),
    status: { code: STATUS_CODES[Number(status['code'] ?? 0)] ?? 'unset', message: stringOf(status['message']) ?? '' },
    events: objectsOf(span['events']).map((event) => ({
      name: stringOf(event['name']) ?? '',
      time: nanosOf(event['timeUnixNano']),
      attributes: attributesOf(event['attributes']),
    })),
  };
}

function attributesOf(keyValues: unknown): Attributes {
  return Object.fromEntries(objectsOf(keyValues).map(({ key, value }) => [stringOf(key) ?? '', valueOf(value)]));
}

function valueOf(value: unknown): AttributeValue {
  if (!isObject(value)) return null;
  const { stringValue, boolValue, intValue, doubleValue, arrayValue, kvlistValue, bytesValue } = value;
  if (typeof stringValue === 'string') return stringValue;
  if (typeof boolValue === 'boolean') return boolValue;
  // JSON carries 64-bit integers as text; some senders write numbers.
  if (intValue !== undefined) return Number(intValue);
  if (doubleValue !== undefined) return Number(doubleValue);
  if (arrayValue !== undefined) return objectsOf(objectOf(arrayValue)['values']).map(valueOf);
  if (kvlistValue !== undefined) return { ...attributesOf(objectOf(kvlistValue)['values']) };
  return stringOf(bytesValue) ?? null;
}

function nanosOf(time: unknown): bigint {
  // 64 bits are text in JSON; some senders write a number.
  return /^\d+$/.test(String(time)) ? BigInt(String(time)) : 0n;
}

import type { Message } from '../../otlp/protobuf.ts';

// Source: opentelemetry-proto 1.x, opentelemetry/proto/{collector/trace,trace,common,resource}/v1. Links, trace state,
// flags and dropped counts are not listed: nothing here reads them.

const anyValue: Message = {
  1: { name: 'stringValue', type: 'string' },
  2: { name: 'boolValue', type: 'bool' },
  3: { name: 'intValue', type: 'int64' },
  4: { name: 'doubleValue', type: 'double' },
  5: { name: 'arrayValue', type: () => ({ 1: { name: 'values', type: () => anyValue, repeated: true } }) },
  6: { name: 'kvlistValue', type: () => ({ 1: { name: 'values', type: () => keyValue, repeated: true } }) },
  7: { name: 'bytesValue', type: 'base64' },
};

const keyValue: Message = {
  1: { name: 'key', type: 'string' },
  2: { name: 'value', type: () => anyValue },
};

const event: Message = {
  1: { name: 'timeUnixNano', type: 'fixed64' },
  2: { name: 'name', type: 'string' },
  3: { name: 'attributes', type: () => keyValue, repeated: true },
};

const status: Message = {
  2: { name: 'message', type: 'string' },
  3: { name: 'code', type: 'enum' },
};

const span: Message = {
  1: { name: 'traceId', type: 'hex' },
  2: { name: 'spanId', type: 'hex' },
  4: { name: 'parentSpanId', type: 'hex' },
  5: { name: 'name', type: 'string' },
  6: { name: 'kind', type: 'enum' },
  7: { name: 'startTimeUnixNano', type: 'fixed64' },
  8: { name: 'endTimeUnixNano', type: 'fixed64' },
  9: { name: 'attributes', type: () => keyValue, repeated: true },
  11: { name: 'events', type: () => event, repeated: true },
  15: { name: 'status', type: () => status },
};

const scopeSpans: Message = {
  1: {
    name: 'scope',
    type: () => ({ 1: { name: 'name', type: 'string' }, 2: { name: 'version', type: 'string' } }),
  },
  2: { name: 'spans', type: () => span, repeated: true },
};

const resourceSpans: Message = {
  1: { name: 'resource', type: () => ({ 1: { name: 'attributes', type: () => keyValue, repeated: true } }) },
  2: { name: 'scopeSpans', type: () => scopeSpans, repeated: true },
};

/** `ExportTraceServiceRequest`: what is posted to `/v1/traces`. */
export const exportTraceServiceRequest: Message = {
  1: { name: 'resourceSpans', type: () => resourceSpans, repeated: true },
};

import { documentsOf } from './apm-documents.mjs';

/** An attribute as OTLP's JSON has it. */
export interface OtlpAttribute {
  key: string;
  value: Record<string, unknown>;
}

/** Wraps attributes as those of one span below another, one event, or one point of a metric. */
const SIGNALS = {
  span: (attributes: OtlpAttribute[]): object => ({
    resourceSpans: [{ scopeSpans: [{ spans: [{ ...SPAN, attributes }] }] }],
  }),
  event: (attributes: OtlpAttribute[]): object => ({
    resourceLogs: [{ scopeLogs: [{ logRecords: [{ timeUnixNano: '1', attributes }] }] }],
  }),
  metric: (attributes: OtlpAttribute[]): object => ({
    resourceMetrics: [
      {
        scopeMetrics: [
          { metrics: [{ name: 'm', gauge: { dataPoints: [{ timeUnixNano: '1', asInt: '1', attributes }] } }] },
        ],
      },
    ],
  }),
};

const SPAN = { spanId: '2', parentSpanId: '1', traceId: '3', name: 's', startTimeUnixNano: '0', endTimeUnixNano: '0' };

const ADDRESS: OtlpAttribute = { key: 'server.address', value: { stringValue: 'host' } };

export type Signal = keyof typeof SIGNALS;

/** The fields of Elastic APM that hold the value of an attribute; none if it is lost. */
export function apmFields(signal: Signal, attribute: OtlpAttribute): string[] {
  // A port is kept beside an address alone.
  const others = attribute.key === ADDRESS.key ? [] : [ADDRESS];
  const [bare] = documentsOf(SIGNALS[signal](others));
  const [document] = documentsOf(SIGNALS[signal]([...others, attribute]));
  const before = new Map(fieldsOf(bare!));
  const added = fieldsOf(document!).filter(([field, value]) => before.get(field) !== value);
  return added.flatMap(([field, value]) => (value === textOf(attribute.value) ? [field] : []));
}

/** The paths of all fields, with their values as JSON. */
function fieldsOf(document: Record<string, unknown>, path = ''): [field: string, value: string][] {
  return Object.entries(document).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? fieldsOf(value as Record<string, unknown>, `${path}${name}.`)
      : [[path + name, JSON.stringify(value)]],
  );
}

/** An attribute's value as a field has it: numbers as numbers, all else as text. */
function textOf(value: Record<string, unknown>): string {
  const items = (value['arrayValue'] as { values: Record<string, unknown>[] } | undefined)?.values;
  return JSON.stringify(items ? items.map(plainOf) : plainOf(value));
}

function plainOf(value: Record<string, unknown>): unknown {
  const [[kind, plain]] = Object.entries(value) as [[string, unknown]];
  return kind === 'intValue' || kind === 'doubleValue' ? Number(plain) : String(plain);
}

import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
import { documentsOf } from '../../scripts/apm-documents.mjs';
import type { SearchEngine } from './search-engine.ts';

/** How Elasticsearch stores spans: the documents of APM Server, or those of OpenTelemetry. */
export type Storage = 'apm' | 'otel';

/**
 * Stores spans, as Elastic's own templates map them, and returns the name of their data stream.
 *
 * @param change changes the export request, before it becomes documents
 */
export async function storeSpans(
  { ask, namespace }: SearchEngine,
  storage: Storage,
  spans: ReadableSpan[],
  change: (request: any) => void = () => {},
): Promise<string> {
  const index = storage === 'apm' ? `traces-apm-${namespace}` : `traces-generic.otel-${namespace}`;
  const request = JSON.parse(Buffer.from(JsonTraceSerializer.serializeRequest(spans)!).toString());
  change(request);
  const documents = storage === 'apm' ? documentsOf(request).flatMap(inTraces) : nativeDocuments(request);
  await ask('PUT', `/_index_template/${index}`, {
    index_patterns: [index],
    data_stream: {},
    priority: 1000,
    template: { mappings: MAPPINGS[storage] },
  });
  for (const document of documents) await ask('POST', `/${index}/_doc`, document);
  await ask('POST', `/${index}/_refresh`);
  return index;
}

/** Removes the template of {@link storeSpans}; the engine removes its data streams itself. */
export async function removeSpans({ ask }: SearchEngine, index: string): Promise<void> {
  await ask('DELETE', `/_data_stream/${index}`);
  await ask('DELETE', `/_index_template/${index}`);
}

const KEYWORDS = { strings: { match_mapping_type: 'string', mapping: { type: 'keyword', ignore_above: 1024 } } };

/**
 * The dynamic templates of Elasticsearch's `apm@mappings` and `otel@mappings` for attributes.
 *
 * @see https://github.com/elastic/elasticsearch/tree/main/x-pack/plugin/apm-data/src/main/resources/component-templates
 */
const MAPPINGS: Readonly<Record<Storage, object>> = {
  apm: {
    date_detection: false,
    dynamic_templates: [
      {
        numeric_labels: {
          path_match: 'numeric_labels.*',
          mapping: { type: 'scaled_float', scaling_factor: 1_000_000 },
        },
      },
      KEYWORDS,
    ],
    properties: { '@timestamp': { type: 'date' } },
  },
  otel: {
    date_detection: false,
    dynamic_templates: [{ fractions: { match_mapping_type: 'double', mapping: { type: 'float' } } }, KEYWORDS],
    properties: { '@timestamp': { type: 'date' } },
  },
};

/** The ingest pipeline of APM moves the duration, from nanoseconds to microseconds. Events of spans are stored elsewhere. */
function inTraces(document: any): object[] {
  const kind: string = document.processor.event;
  if (kind !== 'span' && kind !== 'transaction') return [];
  const { duration, ...event } = document.event;
  return [{ ...document, event, [kind]: { ...document[kind], duration: { us: Math.round(duration / 1000) } } }];
}

/** The documents of the OpenTelemetry-native storage, as far as the tests read them. */
function nativeDocuments(request: any): object[] {
  return request.resourceSpans.flatMap(({ resource, scopeSpans }: any) =>
    scopeSpans.flatMap(({ spans }: any) =>
      spans.map((span: any) => ({
        '@timestamp': new Date(Number(BigInt(span.startTimeUnixNano) / 1_000_000n)).toISOString(),
        trace_id: span.traceId,
        span_id: span.spanId,
        name: span.name,
        duration: Number(BigInt(span.endTimeUnixNano) - BigInt(span.startTimeUnixNano)),
        status: { code: ['Unset', 'Ok', 'Error'][span.status.code] },
        attributes: plainAttributes(span.attributes),
        resource: { attributes: plainAttributes(resource.attributes) },
      })),
    ),
  );
}

function plainAttributes(attributes: readonly { key: string; value: any }[]): object {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, plainValue(value)]));
}

function plainValue({ stringValue, boolValue, intValue, doubleValue, arrayValue }: any): unknown {
  if (arrayValue !== undefined) return arrayValue.values.map(plainValue);
  return stringValue ?? boolValue ?? doubleValue ?? Number(intValue);
}

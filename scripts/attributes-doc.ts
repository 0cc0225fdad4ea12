// Usage: node scripts/attributes-doc.ts
// Writes docs/attributes.md from the definitions in the code. A test fails if the two differ.
import { writeFileSync } from 'node:fs';
import { METRIC_ATTRIBUTES, SPAN_ATTRIBUTES } from '../src/instrumentation/semconv/attribute-definitions.ts';
import type { AttributeDefinition } from '../src/instrumentation/semconv/attribute-kinds.ts';
import { LOG_EVENTS, SPAN_EVENTS } from '../src/instrumentation/semconv/event-definitions.ts';
import { type OtlpAttribute, type Signal, apmFields } from './apm-field.ts';
import * as metricDefinitions from '../src/instrumentation/semconv/metric-definitions.ts';

/** Returns the content of docs/attributes.md. */
export function attributesPage(): string {
  return [
    HEAD,
    '## Spans\n',
    SPANS,
    ...Object.entries(SPAN_ATTRIBUTES).map(
      ([group, attributes]) => `### ${group}\n\n${attributeTable(attributes, 'span')}`,
    ),
    '## Events of spans\n',
    ...Object.entries(SPAN_EVENTS).map(
      ([name, attributes]) => `### \`${name}\`\n\n${attributeTable(attributes, 'event')}`,
    ),
    '## Events of the logs API\n',
    EVENTS,
    ...Object.entries(LOG_EVENTS).map(([name, attributes]) =>
      attributes.length > 0 ? `### \`${name}\`\n\n${attributeTable(attributes, 'event')}` : `### \`${name}\`\n`,
    ),
    '## Metrics\n',
    METRICS,
    metricTable(),
    'Metrics also have these dimensions, which are not attributes of spans:\n',
    attributeTable(METRIC_ATTRIBUTES, 'metric'),
  ].join('\n');
}

const HEAD = `# Attributes, events and metrics

Written by \`node scripts/attributes-doc.ts\` from the definitions in the code. Tests compare this page with the definitions,
and the definitions with emitted telemetry. \`gen_ai.*\`, \`openai.*\`, \`server.*\` and \`error.type\` are attributes of the
OpenTelemetry semantic conventions 1.41.1; \`azure.openai.*\` are our own.

The last column is the field of the attribute in Elastic APM, by [a copy of its rules](../scripts/apm-documents.mjs):

- A call is a document with \`span.type\` \`genai\`. A call without a span above it is a transaction of the type \`unknown\`,
  which has \`gen_ai.system\` as \`labels.gen_ai_system\` and does not keep \`server.*\`.
- A number becomes \`numeric_labels.*\`, a text or a boolean \`labels.*\`, with \`_\` for the dots. A text is cut at 1,024
  characters. An array keeps the items of the type of its first one. Structures are lost.
- Metrics keep neither unit nor temporality, so a cumulative value is stored again at each export and a sum over the
  documents counts it many times. Set \`OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE=delta\`.

With Elastic's OpenTelemetry-native ingestion, the field is \`attributes.*\` with the unchanged name, and nothing is cut.
`;

const SPANS = `\`{operation} {request model}\`, kind CLIENT, such as \`chat my-gpt-4o\`; \`invoke_agent\` and \`execute_tool {tool}\`, kind
INTERNAL, for \`runTools\`. The sessions of WebSockets, \`realtime session {deployment}\` and \`responses session\`, kind CLIENT,
have the attributes of their server and their own; their turns are calls.
`;

const EVENTS = `\`gen_ai.client.inference.operation.details\` (severity DEBUG) is emitted if \`captureMessageContent\` is \`event\` or \`both\`. It
has the attributes of the span except \`response\`, and the messages as structures. \`gen_ai.client.operation.exception\`
(severity WARN) is emitted with the newest conventions when a call fails. \`azure.openai.budget.exceeded\` (severity WARN) is
emitted once when a budget is exceeded. All belong to the trace of the call. Elastic APM keeps neither the name of an event
nor its messages, which are structures: use \`captureMessageContent: 'span'\` there.
`;

const METRICS = `Dimensions are the operation, provider, request and response model, deployment, server address and port, and
\`error.type\` of durations; never a request id or the text of a user. The gauges have only the deployment and the server
address. With \`OTEL_SEMCONV_STABILITY_OPT_IN=gen_ai_latest_experimental\`, \`gen_ai.client.inference.*\` and
\`gen_ai.client.embeddings.*\` replace the other \`gen_ai.client.*\`, and \`gen_ai.invoke_agent.*\` and
\`gen_ai.execute_tool.*\` are recorded too, according to [the GenAI conventions
0.1.0](https://github.com/open-telemetry/semantic-conventions-genai).

Metrics count every call, also those that are not sampled: with \`OTEL_TRACES_SAMPLER=traceidratio\` at 0.1, spans show a
tenth of the calls, and metrics the whole of their tokens and cost.
`;

function attributeTable(attributes: readonly AttributeDefinition[], signal: Signal): string {
  const rows = attributes.map((attribute) => [
    code(attribute.name),
    attribute.unit ? `${attribute.type}, ${code(attribute.unit)}` : attribute.type,
    attribute.when,
    code(attribute.example),
    apmField(signal, attribute),
  ]);
  return table(['attribute', 'type, unit', 'set if', 'example', 'field in Elastic APM'], rows);
}

function metricTable(): string {
  const metrics = Object.values(metricDefinitions).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const rows = metrics.map(({ name, kind, unit, description }) => [code(name), kind, code(unit), description]);
  return table(['metric', 'kind', 'unit', 'description'], rows);
}

const VALUES: Readonly<Record<AttributeDefinition['type'], OtlpAttribute['value']>> = {
  string: { stringValue: 'x' },
  int: { intValue: '7' },
  double: { doubleValue: 0.5 },
  boolean: { boolValue: true },
  'string[]': { arrayValue: { values: [{ stringValue: 'x' }] } },
  'boolean[]': { arrayValue: { values: [{ boolValue: true }] } },
  'int[]': { arrayValue: { values: [{ intValue: '7' }] } },
};

function apmField(signal: Signal, { name, type }: AttributeDefinition): string {
  return apmFields(signal, { key: name, value: VALUES[type] }).map(code).join(', ') || 'not kept';
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line), ''].join('\n');
}

function code(text: string): string {
  return `\`${text}\``;
}

if (import.meta.main) writeFileSync(new URL('../docs/attributes.md', import.meta.url), attributesPage());

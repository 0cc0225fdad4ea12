// Usage: node scripts/attributes-doc.ts
// Writes docs/attributes.md from the definitions in the code. A test fails if the two differ.
import { writeFileSync } from 'node:fs';
import {
  type AttributeDefinition,
  LOG_EVENTS,
  METRIC_ATTRIBUTES,
  SPAN_ATTRIBUTES,
  SPAN_EVENTS,
} from '../src/instrumentation/attribute-definitions.ts';
import * as metricDefinitions from '../src/instrumentation/metric-definitions.ts';

/** The page, as docs/attributes.md is to hold it. */
export function attributesPage(): string {
  return [
    HEAD,
    '## Spans\n',
    SPANS,
    ...Object.entries(SPAN_ATTRIBUTES).map(([group, attributes]) => `### ${group}\n\n${attributeTable(attributes)}`),
    '## Events of spans\n',
    ...Object.entries(SPAN_EVENTS).map(([name, attributes]) => `### \`${name}\`\n\n${attributeTable(attributes)}`),
    '## Events of the logs API\n',
    EVENTS,
    ...Object.entries(LOG_EVENTS).map(([name, attributes]) =>
      attributes.length > 0 ? `### \`${name}\`\n\n${attributeTable(attributes)}` : `### \`${name}\`\n`,
    ),
    '## Metrics\n',
    METRICS,
    metricTable(),
    'Besides those of the spans, metrics have these dimensions:\n',
    attributeTable(METRIC_ATTRIBUTES),
  ].join('\n');
}

const HEAD = `# Attributes, events and metrics

Made by \`node scripts/attributes-doc.ts\` from the definitions in the code; a test holds it to them, and them to what is
emitted. \`gen_ai.*\`, \`openai.*\`, \`server.*\`, \`error.type\` and \`http.*\` are those of the OpenTelemetry semantic conventions
1.41.1; \`azure.openai.*\` are ours.

In Elastic APM, numbers become \`numeric_labels.*\` and all else \`labels.*\`, with \`_\` for the dots; a text is cut at 1,024
characters there, and an array keeps the items of the type of its first one. With OpenTelemetry-native ingestion the
field is \`attributes.*\` with the name as it is, and nothing is cut.
`;

const SPANS = `\`{operation} {request model}\`, kind CLIENT, such as \`chat my-gpt-4o\`; \`invoke_agent\` and \`execute_tool {tool}\`, kind
INTERNAL, of \`runTools\`. The sessions of WebSockets, \`realtime session {deployment}\` and \`responses session\`, kind CLIENT,
have the attributes of where they connect to and their own; their turns are calls.
`;

const EVENTS = `\`gen_ai.client.inference.operation.details\` (severity DEBUG) comes with \`captureMessageContent\` \`event\` or \`both\`: the
attributes of the span, \`response\` aside, and the messages as structures. \`azure.openai.budget.exceeded\` (severity WARN)
comes once when a budget is exceeded. Both belong to the trace of the call.
`;

const METRICS = `Dimensions are the operation, provider, request and response model, deployment, server address and port, and
\`error.type\` of durations: never a request id or the text of a user. The gauges have the deployment and the server address
alone. \`gen_ai.client.inference.*\` and \`gen_ai.client.embeddings.*\` are recorded in the place of the other \`gen_ai.*\` with
\`OTEL_SEMCONV_STABILITY_OPT_IN=gen_ai_latest_experimental\`.
`;

function attributeTable(attributes: readonly AttributeDefinition[]): string {
  const rows = attributes.map(({ name, type, unit, when, example }) => [
    code(name),
    unit ? `${type}, ${code(unit)}` : type,
    when,
    code(example),
    code(apmField(name, type)),
  ]);
  return table(['attribute', 'type, unit', 'there if', 'example', 'field in Elastic APM'], rows);
}

function metricTable(): string {
  const metrics = Object.values(metricDefinitions).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const rows = metrics.map(({ name, kind, unit, description }) => [code(name), kind, code(unit), description]);
  return table(['metric', 'kind', 'unit', 'what it tells'], rows);
}

/** https://github.com/elastic/apm-data/blob/main/input/otlp/traces.go: setLabel and replaceDots. */
function apmField(name: string, type: AttributeDefinition['type']): string {
  if (name === 'gen_ai.system') return 'span.subtype';
  const isNumber = /^(?:int|double)/.test(type);
  return `${isNumber ? 'numeric_labels' : 'labels'}.${name.replaceAll('.', '_')}`;
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

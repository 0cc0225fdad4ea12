import { callsOf, type ObservedCall } from '../calls.ts';
import type { Paint } from '../../cli/io.ts';
import type { AttributeValue, ReceivedSpan } from '../../receiver/telemetry.ts';
import { callsTable } from './calls-table.ts';
import { cut } from '../../cli/table.ts';
import { REPORT_WIDTH } from './format.ts';
import { totalsTable } from './totals.ts';
import { mostTelling, traceTree } from './trace-tree.ts';

/** The attributes that Elastic's tutorial on monitoring Azure OpenAI reads. */
const TUTORIAL_ATTRIBUTES = [
  'completion_count',
  'token_count',
  'prompt_tokens',
  'completion_tokens',
  'model',
  'cost',
  'response',
];

/** All that is printed about the telemetry that arrived: calls, one trace, totals. */
export function reportOn(spans: readonly ReceivedSpan[], paint: Paint): string {
  const calls = callsOf(spans);
  if (calls.length === 0) return '';
  const services = [...new Set(spans.map((span) => String(span.resource['service.name'])))].join(', ');
  const sections = [
    section(
      paint,
      `Calls of ${services}`,
      'times in ms; "first": until the first chunk of a stream',
      callsTable(calls, paint),
    ),
    ...traceSections(calls, spans, paint),
    section(paint, 'Totals by model', 'reasoning is part of out, cached of in', totalsTable(calls, paint)),
  ];
  return `\n${sections.join('\n\n')}\n`;
}

function traceSections(calls: readonly ObservedCall[], spans: readonly ReceivedSpan[], paint: Paint): string[] {
  const call = mostTelling(calls);
  if (call === undefined) return [];
  const { traceId, attributes } = call.span;
  const lines = TUTORIAL_ATTRIBUTES.filter((name) => name in attributes).map(
    (name) => `${name.padEnd(18)} ${cut(asText(attributes[name]), REPORT_WIDTH - 19)}`,
  );
  const trace = section(paint, 'One trace', traceId, traceTree(traceId, spans, paint));
  if (lines.length === 0) return [trace];
  return [trace, section(paint, `Of the span ${call.span.name}`, "the attributes of Elastic's tutorial", lines)];
}

function section(paint: Paint, title: string, remark: string, lines: readonly string[]): string {
  return [`${paint('bold', title)} ${paint('dim', `(${remark})`)}`, ...lines].join('\n');
}

function asText(value: AttributeValue | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

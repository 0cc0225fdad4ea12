import type { ObservedCall } from '../calls.ts';
import type { Paint } from '../../cli/io.ts';
import { durationMs, type ReceivedSpan } from '../../receiver/telemetry.ts';
import { cut } from '../../cli/table.ts';
import { milliseconds } from './format.ts';

const LABEL_WIDTH = 50;
const BAR_WIDTH = 36;

/** A span and its place in the tree of its trace. */
interface Node {
  span: ReceivedSpan;
  /** The branch that is drawn before its name. */
  branch: string;
}

/** The call with the most interesting trace: one that was retried, else the last one. */
export function mostTelling(calls: readonly ObservedCall[]): ObservedCall | undefined {
  return calls.find((call) => call.retried.length > 0) ?? calls.findLast((call) => !call.failed) ?? calls.at(-1);
}

/** One trace as a tree, with a bar for when each span was under way. */
export function traceTree(traceId: string, spans: readonly ReceivedSpan[], paint: Paint): string[] {
  const trace = spans.filter((span) => span.traceId === traceId).toSorted((a, b) => Number(a.startTime - b.startTime));
  const known = new Set(trace.map((span) => span.spanId));
  const roots = trace.filter((span) => span.parentSpanId === undefined || !known.has(span.parentSpanId));
  const nodes = roots.flatMap((root) => [{ span: root, branch: '' }, ...descendants(root, trace, '')]);
  const start = Math.min(...trace.map((span) => Number(span.startTime)));
  const end = Math.max(...trace.map((span) => Number(span.endTime)));
  return nodes.map(({ span, branch }) => {
    const label = cut(branch + labelOf(span), LABEL_WIDTH).padEnd(LABEL_WIDTH);
    const ms = `${milliseconds(durationMs(span))} ms`.padStart(9);
    const error = span.status.code === 'error';
    return `${error ? paint('red', label) : label} ${ms}  ${paint('cyan', barOf(span, start, end - start))}`.trimEnd();
  });
}

function descendants(parent: ReceivedSpan, trace: readonly ReceivedSpan[], indent: string): Node[] {
  const children = trace.filter((span) => span.parentSpanId === parent.spanId);
  return children.flatMap((span, index) => {
    const last = index === children.length - 1;
    const node = { span, branch: `${indent}${last ? '└─ ' : '├─ '}` };
    return [node, ...descendants(span, trace, `${indent}${last ? '   ' : '│  '}`)];
  });
}

function labelOf({ name, kind, attributes }: ReceivedSpan): string {
  const status = attributes['http.response.status_code'];
  const route = attributes['http.route'];
  const place = kind === 'client' && name.startsWith('POST') ? ` ${String(attributes['server.address'] ?? '')}` : '';
  const where = kind === 'internal' && route !== undefined && !name.includes(String(route)) ? ` ${String(route)}` : '';
  return `${name}${place}${where}${status === undefined ? '' : ` ${String(status)}`}`;
}

function barOf(span: ReceivedSpan, start: number, length: number): string {
  const scale = BAR_WIDTH / Math.max(length, 1);
  const before = Math.min(Math.floor((Number(span.startTime) - start) * scale), BAR_WIDTH - 1);
  const width = Math.max(1, Math.round(Number(span.endTime - span.startTime) * scale));
  return ' '.repeat(before) + '━'.repeat(Math.min(width, BAR_WIDTH - before));
}

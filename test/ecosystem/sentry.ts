import { createServer } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { closeServer, listenOnLoopback } from '../../src/cli/listen.ts';
import type { Attributes, AttributeValue } from '../../src/receiver/telemetry.ts';

/** The part of a span that every exporter sends. */
export interface Span {
  name: string;
  /** The instrumentation, if it is exported. */
  scope: string;
  traceId: string;
  spanId: string;
  parentSpanId: string | undefined;
  attributes: Attributes;
}

/** A span of a transaction. */
interface TransactionSpan {
  trace_id: string;
  span_id: string;
  parent_span_id?: string;
  description?: string;
  data?: Attributes;
}

/** A span that is sent by itself. */
interface StreamedSpan {
  trace_id: string;
  span_id: string;
  parent_span_id?: string;
  name: string;
  attributes: Record<string, { value: AttributeValue }>;
}

/** The items of an envelope that have spans. */
interface Item {
  transaction?: string;
  contexts?: { trace?: TransactionSpan };
  spans?: TransactionSpan[];
  items?: StreamedSpan[];
}

/** Starts a server that takes Sentry's envelopes, and passes their spans to `consume`. */
export async function startSentry(consume: (span: Span) => void): Promise<AsyncDisposable & { dsn: string }> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      response.end('{}');
      const body = Buffer.concat(chunks);
      const text = (request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString();
      for (const line of text.split('\n').filter((part) => part.startsWith('{'))) {
        for (const span of spansOf(JSON.parse(line) as Item)) consume(span);
      }
    });
  });
  const port = await listenOnLoopback(server, 0);
  return { dsn: `http://key@127.0.0.1:${port}/1`, [Symbol.asyncDispose]: () => closeServer(server) };
}

function spansOf({ transaction, contexts, spans = [], items = [] }: Item): Span[] {
  const root = transaction && contexts?.trace ? [{ ...contexts.trace, description: transaction }] : [];
  const ofTransaction = [...root, ...spans].map(({ description = '', data = {}, ...span }) => ({
    ...identity(span),
    name: description,
    attributes: data,
  }));
  const streamed = items
    .filter(({ span_id }) => span_id)
    .map((span) => ({
      ...identity(span),
      name: span.name,
      attributes: Object.fromEntries(Object.entries(span.attributes).map(([name, { value }]) => [name, value])),
    }));
  return [...ofTransaction, ...streamed];
}

function identity(
  span: Pick<StreamedSpan, 'trace_id' | 'span_id' | 'parent_span_id'>,
): Omit<Span, 'name' | 'attributes'> {
  return { scope: '', traceId: span.trace_id, spanId: span.span_id, parentSpanId: span.parent_span_id };
}

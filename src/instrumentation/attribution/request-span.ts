import { type Context, type Span, createContextKey, trace } from '@opentelemetry/api';

/** The key under which the SDK's HTTP instrumentation keeps the server's span (`setRPCMetadata` of `@opentelemetry/core`). */
const RPC_METADATA = createContextKey('OpenTelemetry SDK Context Key RPC_METADATA');

/** The topmost recorded span of this process above a recorded span. */
const localRoots = new WeakMap<Span, Span>();

/**
 * Remembers the local root of a span, which the API cannot return later. Called when a span starts that may get children.
 *
 * @param parentContext the context in which the span starts
 */
export function rememberLocalRoot(span: Span, parentContext: Context): void {
  const parent = trace.getSpan(parentContext);
  // A parent that is not recorded is remote, not sampled, or has ended. A span below it is a root of its own.
  if (parent?.isRecording()) localRoots.set(span, localRoots.get(parent) ?? parent);
}

/**
 * Finds the span of the request in which a call was made: the HTTP server's span, else the local root if it is known, else
 * the call's parent. Returns undefined if none of them is recorded and belongs to the call's trace.
 *
 * @param parentContext the context in which the application made the call
 * @param callSpan the span of the call
 */
export function findRequestSpan(parentContext: Context, callSpan: Span): Span | undefined {
  const { traceId } = callSpan.spanContext();
  const parent = trace.getSpan(parentContext);
  const candidates = [readServerSpan(parentContext), parent && localRoots.get(parent), parent];
  return candidates.find((span) => span?.isRecording() && span.spanContext().traceId === traceId);
}

function readServerSpan(context: Context): Span | undefined {
  return (context.getValue(RPC_METADATA) as { span?: Span } | undefined)?.span;
}

/**
 * A span processor for the option `requestTotals` with an SDK of your own. It finds the local root of calls that are made
 * outside of an HTTP server, such as in a job, a queue consumer or a test. Without it, the totals of such a call are set
 * on its parent span. The processor exports nothing.
 *
 * @example
 * new NodeSDK({ spanProcessors: [new LocalRootSpanProcessor(), new BatchSpanProcessor(exporter)] });
 */
export class LocalRootSpanProcessor {
  onStart(span: Span, parentContext: Context): void {
    rememberLocalRoot(span, parentContext);
  }

  onEnd(): void {}

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}

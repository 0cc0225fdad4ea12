import { type Context, type Span, createContextKey, trace } from '@opentelemetry/api';
import type { EndedCall } from './ended-call.ts';

/** Where the SDK's HTTP instrumentation leaves its server's span (`setRPCMetadata` of `@opentelemetry/core` 1 to 3). */
const RPC_METADATA = createContextKey('OpenTelemetry SDK Context Key RPC_METADATA');

/** A span that is recorded → the first recorded span above it in this process. */
const localRoots = new WeakMap<Span, Span>();

/**
 * Notes what the API does not tell of a span later on: its local root. Called when a span starts that others may start
 * under, with the context it starts in.
 */
export function rememberLocalRoot(span: Span, parentContext: Context): void {
  const parent = trace.getSpan(parentContext);
  // One that is not recorded is remote, not sampled, or has ended: what starts under it is a root to us.
  if (parent?.isRecording()) localRoots.set(span, localRoots.get(parent) ?? parent);
}

/**
 * The span that stands for the request in which a call was made: the HTTP server's; or the local root, where it is
 * noted; or else the call's parent. It must be of the call's trace and still recorded. Undefined if there is none.
 */
export function findRequestSpan(call: EndedCall): Span | undefined {
  const { traceId } = call.span.spanContext();
  const parent = trace.getSpan(call.context);
  const candidates = [serverSpanIn(call.context), parent && localRoots.get(parent), parent];
  return candidates.find((span) => span?.isRecording() && span.spanContext().traceId === traceId);
}

function serverSpanIn(context: Context): Span | undefined {
  return (context.getValue(RPC_METADATA) as { span?: Span } | undefined)?.span;
}

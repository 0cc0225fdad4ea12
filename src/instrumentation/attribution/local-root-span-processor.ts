import type { Context, Span } from '@opentelemetry/api';
import { rememberLocalRoot } from './request-span.ts';

/**
 * A span processor, for SDKs of one's own, that lets `requestTotals` find the local root of a call that is made
 * outside of an HTTP server: of a job, a queue's consumer, a test. Without it the totals of such a call are put on its
 * parent span. It exports nothing.
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

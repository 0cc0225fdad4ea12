import type { DiagLogger } from '@opentelemetry/api';

/** Only the first of them is told: one is enough to act on. */
let warned = false;

/**
 * Warns once if a method of `openai` is patched by somebody else too: two instrumentations of one call are two spans, and
 * those of others are known to break the client. `@opentelemetry/instrumentation`, with which contrib's, OpenLLMetry's
 * and OpenInference's patch, marks what it wraps with `__wrapped`.
 *
 * @param methods the method as we found it, and as the application finds it
 */
export function warnOfOthers(methods: readonly unknown[], logger: DiagLogger): void {
  if (warned || !methods.some((method) => typeof method === 'function' && '__wrapped' in method)) return;
  warned = true;
  logger.warn('another instrumentation of openai is active, so that each call is traced twice. Disable one of them.');
}

import type { Outcome } from '../../pipeline/sink.ts';
import { retryAfter } from '../../../otlp/retry-after.ts';
import type { OtlpResponse } from './post.ts';

/** What an answer means for all documents of the request. */
export type Answer =
  | Outcome
  /** Too large: nothing of it is stored. */
  | { readonly status: 'split' }
  /** No waiting mends it. */
  | { readonly status: 'unusable'; readonly reason: string };

/** The answers after which OTLP/HTTP lets a client send the same again. */
const RETRYABLE = new Set([408, 429, 502, 503, 504]);

/** Of an answer that is no success. */
export function refusal({ status, retryAfter: header, body }: OtlpResponse): Answer {
  const reason = `HTTP ${status}${messageOf(body)}`;
  if (RETRYABLE.has(status)) {
    const after = retryAfter(header);
    return { status: 'retry', reason, ...(after !== undefined && { after }) };
  }
  if (status === 413) return { status: 'split' };
  const advice =
    ADVICE.get(status) ?? (status < 400 ? 'is redirected, which is not followed. Set its new URL' : undefined);
  if (advice !== undefined) return { status: 'unusable', reason: `${advice} (${reason})` };
  return { status: 'rejected', reason };
}

const CREDENTIALS = 'refuses the credentials. Check its headers, OTEL_EXPORTER_OTLP_HEADERS';
const PATH = 'does not take this signal there. Check the URL, and that the Collector has a pipeline for it';

const ADVICE: ReadonlyMap<number, string> = new Map([
  [401, CREDENTIALS],
  [403, CREDENTIALS],
  [404, PATH],
  [405, PATH],
  [415, 'does not take OTLP in JSON. Enable it there, or send through an OpenTelemetry Collector'],
]);

/** What a success says of single items. */
export interface PartialSuccess {
  /** How many were refused; OTLP does not say which. */
  readonly rejected: number;
  readonly message: string;
}

/**
 * @returns undefined if everything was taken, without a word
 */
export function partialSuccess(body: unknown): PartialSuccess | undefined {
  const partial = (body as { partialSuccess?: Partial<Record<string, unknown>> } | null | undefined)?.partialSuccess;
  if (typeof partial !== 'object' || partial === null) return undefined;
  const rejected = Number(partial['rejectedLogRecords'] ?? partial['rejectedDataPoints'] ?? 0) || 0;
  const message = typeof partial['errorMessage'] === 'string' ? partial['errorMessage'].slice(0, MAX_MESSAGE) : '';
  return rejected > 0 || message !== '' ? { rejected, message } : undefined;
}

const MAX_MESSAGE = 500;

/** Of `google.rpc.Status`. */
function messageOf(body: unknown): string {
  const message = (body as { message?: unknown } | null | undefined)?.message;
  return typeof message === 'string' && message !== '' ? `: ${message.slice(0, MAX_MESSAGE)}` : '';
}

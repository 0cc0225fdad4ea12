import type { Outcome } from '../../contracts/sink.ts';
import { retryAfter } from '../../../otlp/retry-after.ts';
import { answerText } from '../answer-text.ts';
import type { Mask } from '../mask-secrets.ts';
import type { OtlpResponse } from './post.ts';
import { readRefusal } from './response-body.ts';

/** What a refusal means for all documents of the request. */
export type Refused =
  | Extract<Outcome, { status: 'retry' }>
  /**
   * Nothing of it is stored, because of a document, or of the size. `isVerdict`: alone, a document is rejected;
   * otherwise it may be that the service refuses everything at present.
   */
  | { readonly status: 'split'; readonly reason: string; readonly tooLarge: boolean; readonly isVerdict: boolean }
  /** Waiting does not repair it; `code` is the status of the answer, if there was one. */
  | { readonly status: 'unusable'; readonly reason: string; readonly code?: number };

/** The answers after which OTLP/HTTP lets a client send the same again. */
const RETRYABLE = new Set([408, 429, 502, 503, 504]);

/**
 * Of an answer that is no success. One that does not come from an OTLP receiver is never a verdict on a document.
 *
 * @param mask applied to what it says
 */
export function refusal(response: OtlpResponse, mask: Mask): Refused {
  const { status } = response;
  const { from, said } = readRefusal(response);
  const text = answerText(said, mask);
  const reason = text === '' ? `HTTP ${status}` : `HTTP ${status}: ${text}`;
  if (RETRYABLE.has(status)) {
    const after = retryAfter(response.retryAfter);
    return { status: 'retry', reason, ...(after !== undefined && { after }) };
  }
  if (status === 413) return { status: 'split', reason, tooLarge: true, isVerdict: false };
  const advice =
    ADVICE.get(status) ?? (status < 400 ? 'is redirected, which is not followed. Set its new URL' : undefined);
  if (from === 'page') {
    return {
      status: 'retry',
      reason: `an answer that is not that of an OTLP receiver (${reason}). ${advice ?? URL_ADVICE}`,
    };
  }
  if (advice !== undefined) return { status: 'unusable', reason: `${advice} (${reason})`, code: status };
  if (from === 'otlp' && status === 500) return { status: 'retry', reason, refused: true };
  return { status: 'split', reason, tooLarge: false, isVerdict: from === 'otlp' };
}

const URL_ADVICE = 'Check the URL, and what stands before the receiver';
const CREDENTIALS = 'refuses the credentials. Check its headers, OTEL_EXPORTER_OTLP_HEADERS';
const PATH = 'does not take this signal there. Check the URL, and that the Collector has a pipeline for it';

const ADVICE: ReadonlyMap<number, string> = new Map([
  [401, CREDENTIALS],
  [403, CREDENTIALS],
  [404, PATH],
  [405, PATH],
  [415, 'does not take OTLP in JSON. Enable it there, or send through an OpenTelemetry Collector'],
]);

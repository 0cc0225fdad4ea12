import { diag } from '@opentelemetry/api';
import type { Document } from '../../contracts/document.ts';
import { ACCEPTED } from '../../contracts/sink.ts';
import type { Outcome, Sink } from '../../contracts/sink.ts';
import { groupWrites } from '../group-writes.ts';
import { answerText, oneLine } from '../answer-text.ts';
import { headerSecrets, type Mask, secretMask, urlSecrets } from '../mask-secrets.ts';
import { bytesOf, RequestSize } from '../request-size.ts';
import { type Refused, refusal } from './answer.ts';
import { type Endpoint, endpointOf } from '../../../otlp/endpoint.ts';
import { OtlpEndpointError } from '../../../otlp/endpoint-error.ts';
import type { OtlpSinkOptions } from './options.ts';
import { type OtlpResponse, post } from './post.ts';
import {
  EMPTY,
  type EncodedSignal,
  encodeLog,
  encodeMetrics,
  INVALID,
  logsRequest,
  metricsRequest,
} from './request.ts';
import { connectionFailure } from './connection-failure.ts';
import { exportResult, type PartialSuccess } from './response-body.ts';

/** The two kinds of documents. */
type Signal = 'logs' | 'metrics';

const SIGNALS = {
  logs: { encode: encodeLog, request: logsRequest },
  metrics: { encode: encodeMetrics, request: metricsRequest },
} as const;

/**
 * Documents as OpenTelemetry signals, over OTLP/HTTP with JSON: those of logs as log records, those of metrics as sums
 * (totals, delta temporality) and gauges, with the Azure resource as the resource.
 *
 * Nothing is lost; but what comes again, after a crash or an answer that got lost, is stored again, since OTLP knows no
 * ids. A log record has its document's id as `log.record.uid`.
 *
 * Of the outcomes, as OTLP/HTTP has it: 408, 429, 502, 503, 504, no connection, no answer and one that is not that of an
 * OTLP receiver, such as a page of HTML, are `retry`; 500 is so for a while. A request that is too large (413) or invalid
 * (400 and its like) is sent again in halves, so that only the documents to blame are `rejected`: at once if a
 * `google.rpc.Status` says so, else after they were refused for a while.
 *
 * A partial success does not say which items were refused, and to send its halves again would store twice what was
 * accepted: unless all were refused, or the request had one document, all its documents are rejected, so that the refused
 * ones are among the dead letters.
 *
 * @returns a write throws an {@link OtlpEndpointError} for what waiting does not repair: 401, 403, 404, 405, 415 or a
 *   redirect, unless with a page of HTML or, but for 401 and 403, after something was accepted; or a certificate that is
 *   not trusted
 * @throws OtlpEndpointError if options or variables can't be used
 */
export function otlpSink(options: OtlpSinkOptions = {}): Sink {
  const [logs, metrics] = [signalSink('logs', options), signalSink('metrics', options)];
  return {
    write: async (documents) => {
      const indices = Map.groupBy(documents.keys(), (index) => documents[index]!.dataStream.type);
      const outcomes: Outcome[] = Array(documents.length);
      const write = async (sink: Sink, own: readonly number[] = []): Promise<void> => {
        const results = await sink.write(own.map((index) => documents[index] as Document));
        own.forEach((index, position) => (outcomes[index] = results[position]!));
      };
      await Promise.all([write(logs, indices.get('logs')), write(metrics, indices.get('metrics'))]);
      return outcomes;
    },
    close: async () => {
      await Promise.all([logs.close(), metrics.close()]);
    },
  };
}

function signalSink(signal: Signal, options: OtlpSinkOptions): Sink {
  const { flushBytes = 1_000_000, flushInterval = 20, concurrency = 2 } = options;
  const exporter = new Exporter(signal, endpointOf(signal, options), flushBytes);
  return groupWrites<EncodedSignal>(
    {
      get flushBytes() {
        return exporter.size.most;
      },
      flushInterval,
      concurrency,
    },
    {
      encode: SIGNALS[signal].encode,
      send: (signals) => exporter.send(signals),
      close: () => Promise.resolve(),
    },
  );
}

class Exporter {
  readonly size: RequestSize;
  readonly #signal: Signal;
  readonly #endpoint: Endpoint;
  /** Without its query, which may hold a key. */
  readonly #url: string;
  readonly #mask: Mask;
  /** Whether the URL is right. */
  #hasAccepted = false;

  constructor(signal: Signal, endpoint: Endpoint, maxBytes: number) {
    const { origin, pathname } = new URL(endpoint.url);
    const { 'content-type': _, ...headers } = Object.fromEntries(endpoint.headers);
    this.size = new RequestSize(maxBytes);
    this.#signal = signal;
    this.#endpoint = endpoint;
    this.#url = `${origin}${pathname}`;
    this.#mask = secretMask([...headerSecrets(Object.entries(headers)), ...urlSecrets(endpoint.url)]);
  }

  async send(signals: readonly EncodedSignal[]): Promise<readonly Outcome[]> {
    const answer = await this.#answer(signals);
    if (answer.status === 'unusable') return all(signals, this.#unusable(answer));
    if (answer.status !== 'split') return all(signals, answer);
    if (signals.length > 1) return this.size.halves(signals, answer.tooLarge, (half) => this.send(half));
    const { tooLarge, isVerdict } = answer;
    const reason = tooLarge
      ? `it has ${bytesOf(signals)} bytes, more than the OTLP endpoint takes (413)`
      : answer.reason;
    if (isVerdict) return [{ status: 'rejected', reason }];
    if (await this.#takes(EMPTY[this.#signal])) {
      const since = tooLarge && { refusedSince: this.size.refusedSince(bytesOf(signals)) };
      return [{ status: 'retry', reason, refused: true, ...since }];
    }
    return [{ status: 'retry', reason: `${answer.reason}, for a request without documents too` }];
  }

  #unusable({ reason, code }: Extract<Refused, { status: 'unusable' }>): Outcome {
    // A proxy may answer so while the receiver behind it restarts. Credentials that are refused stay refused.
    const isPath = code !== undefined && code !== 401 && code !== 403;
    if (this.#hasAccepted && isPath) return { status: 'retry', reason };
    throw new OtlpEndpointError(this.#url, reason, { ...(code !== undefined && { status: code }) });
  }

  async #answer(signals: readonly EncodedSignal[]): Promise<Outcome | Refused> {
    let response: OtlpResponse;
    try {
      response = await post(this.#endpoint, SIGNALS[this.#signal].request(signals));
    } catch (error) {
      return connectionFailure(error);
    }
    if (!isSuccess(response)) return refusal(response, this.#mask);
    const result = exportResult(response);
    // Prometheus and Loki answer without a word, but so does a server that is no receiver, whatever it is sent.
    const isUnsure = response.type === '' || response.status === 204;
    if (result === undefined || (isUnsure && (await this.#takes(INVALID[this.#signal])))) {
      return { status: 'retry', reason: this.#foreign(response) };
    }
    return this.#success(result, signals);
  }

  #foreign({ status, body }: OtlpResponse): string {
    const text = answerText(body.toString(), this.#mask);
    const said = text === '' ? `HTTP ${status}` : `HTTP ${status}: ${text}`;
    return `an answer that is not that of an OTLP receiver (${said}). Check the URL, and what stands before the receiver`;
  }

  #success({ rejected, message }: PartialSuccess, signals: readonly EncodedSignal[]): Outcome {
    const text = oneLine(message, this.#mask);
    if (rejected === 0) {
      if (text !== '') diag.warn(`The OTLP endpoint ${this.#url} warns: ${text}`);
      this.#hasAccepted = true;
      this.size.accepted(bytesOf(signals));
      return ACCEPTED;
    }
    const items = signals.reduce((sum, { items }) => sum + items.length, 0);
    const which = rejected >= items ? '' : `, ${rejected} of the ${items} items of its request, without saying which`;
    return { status: 'rejected', reason: `refused by the OTLP endpoint${which}: ${text || 'no reason given'}` };
  }

  /** Whether the endpoint accepts a request, which has no documents. */
  async #takes(request: string): Promise<boolean> {
    try {
      const response = await post(this.#endpoint, request);
      return isSuccess(response) && exportResult(response) !== undefined;
    } catch {
      return false;
    }
  }
}

function isSuccess({ status }: OtlpResponse): boolean {
  return status >= 200 && status < 300;
}

function all(signals: readonly EncodedSignal[], outcome: Outcome): readonly Outcome[] {
  return signals.map(() => outcome);
}

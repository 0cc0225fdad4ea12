import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { diag } from '@opentelemetry/api';
import { OtlpEndpointError } from '../../../otlp/endpoint-error.ts';
import type { Endpoint } from '../../../otlp/endpoint.ts';
import { ACCEPTED, type Outcome } from '../../contracts/sink.ts';
import { forAll, type RequestSize, totalBytes } from '../request-size.ts';
import { createMask, describeAnswer, headerSecrets, type Mask, shorten, urlSecrets } from '../safe-text.ts';
import { describeForeignAnswer, type Failure, type OtlpResponse, type PartialSuccess } from './outcome.ts';
import { readConnectionFailure, readExportResponse, readFailure } from './outcome.ts';
import { EMPTY, type EncodedSignal, INVALID, writeLogsRequest, writeMetricsRequest } from './request.ts';

/** The kind of a document. */
export type Signal = 'logs' | 'metrics';

const WRITE_REQUEST = { logs: writeLogsRequest, metrics: writeMetricsRequest } as const;

/**
 * Sends an export request in OTLP's JSON encoding. A redirect is not followed, since it would carry the headers, which
 * may hold credentials, to another host.
 *
 * @throws the error of `fetch` if there is no answer, or only a part of one
 */
export async function post(endpoint: Endpoint, request: string): Promise<OtlpResponse> {
  const headers = new Headers(endpoint.headers);
  if (endpoint.gzip) headers.set('content-encoding', 'gzip');
  const response = await fetch(endpoint.url, {
    method: 'POST',
    headers,
    body: endpoint.gzip ? await promisify(gzip)(request) : request,
    redirect: 'manual',
    signal: AbortSignal.timeout(endpoint.timeout),
  });
  return {
    status: response.status,
    retryAfter: response.headers.get('retry-after'),
    type: (response.headers.get('content-type') ?? '').split(';', 1)[0]!.trim().toLowerCase(),
    body: Buffer.from(await response.arrayBuffer()),
  };
}

/** Sends the documents of one signal to an endpoint. */
export class Exporter {
  readonly #signal: Signal;
  readonly #endpoint: Endpoint;
  readonly #size: RequestSize;
  /** Without its query, which may hold a key. */
  readonly #url: string;
  readonly #mask: Mask;
  /** Whether the endpoint has accepted a request, so that its URL must be right. */
  #hasAccepted = false;

  constructor(signal: Signal, endpoint: Endpoint, size: RequestSize) {
    const { origin, pathname } = new URL(endpoint.url);
    const { 'content-type': _, ...headers } = Object.fromEntries(endpoint.headers);
    this.#signal = signal;
    this.#endpoint = endpoint;
    this.#size = size;
    this.#url = `${origin}${pathname}`;
    this.#mask = createMask([...headerSecrets(Object.entries(headers)), ...urlSecrets(endpoint.url)]);
  }

  /** @throws OtlpEndpointError on a permanent failure of every document */
  async send(signals: readonly EncodedSignal[]): Promise<readonly Outcome[]> {
    const result = await this.#export(signals);
    if (result.status === 'unusable') return forAll(signals, this.#unusable(result));
    if (result.status !== 'split') return forAll(signals, result);
    if (signals.length > 1) return this.#size.halve(signals, result.tooLarge, (half) => this.send(half));
    return [await this.#judge(signals[0]!, result)];
  }

  async #export(signals: readonly EncodedSignal[]): Promise<Outcome | Failure> {
    let response: OtlpResponse;
    try {
      response = await post(this.#endpoint, WRITE_REQUEST[this.#signal](signals));
    } catch (error) {
      return readConnectionFailure(error);
    }
    if (!isSuccess(response)) return readFailure(response, this.#mask);
    const result = readExportResponse(response);
    // Prometheus and Loki send no body and no type. So does a server that answers anything with 200.
    const isUnsure = response.type === '' || response.status === 204;
    if (result === undefined || (isUnsure && (await this.#accepts(INVALID[this.#signal])))) {
      const answer = describeAnswer(response.status, response.body.toString(), this.#mask);
      return { status: 'retry', reason: describeForeignAnswer(answer) };
    }
    return this.#success(result, signals);
  }

  #success({ rejected, message }: PartialSuccess, signals: readonly EncodedSignal[]): Outcome {
    const text = shorten(message, this.#mask);
    if (rejected === 0) {
      if (text !== '') diag.warn(`The OTLP endpoint ${this.#url} warns: ${text}`);
      this.#hasAccepted = true;
      this.#size.onAccepted(totalBytes(signals));
      return ACCEPTED;
    }
    const items = signals.reduce((sum, { items }) => sum + items.length, 0);
    const which = rejected >= items ? '' : `, ${rejected} of the ${items} items of its request, without saying which`;
    return { status: 'rejected', reason: `refused by the OTLP endpoint${which}: ${text || 'no reason given'}` };
  }

  #unusable({ reason, code }: Extract<Failure, { status: 'unusable' }>): Outcome {
    // A proxy may send the same while the receiver behind it restarts. Refused credentials stay refused.
    const mayPass = this.#hasAccepted && code !== undefined && code !== 401 && code !== 403;
    if (mayPass) return { status: 'retry', reason };
    throw new OtlpEndpointError(this.#url, reason, { ...(code !== undefined && { status: code }) });
  }

  /** Decides about the document of a request that had only one and was refused. */
  async #judge(
    { bytes }: EncodedSignal,
    { reason, tooLarge, isFinal }: Extract<Failure, { status: 'split' }>,
  ): Promise<Outcome> {
    if (isFinal) return { status: 'rejected', reason };
    if (!(await this.#accepts(EMPTY[this.#signal]))) {
      return { status: 'retry', reason: `${reason}, for a request without documents too` };
    }
    return tooLarge ? this.#size.onTooLarge(bytes, 'the OTLP endpoint') : { status: 'retry', reason, refused: true };
  }

  /** Reports whether the endpoint accepts a request that has no documents. */
  async #accepts(request: string): Promise<boolean> {
    try {
      const response = await post(this.#endpoint, request);
      return isSuccess(response) && readExportResponse(response) !== undefined;
    } catch {
      return false;
    }
  }
}

function isSuccess({ status }: OtlpResponse): boolean {
  return status >= 200 && status < 300;
}

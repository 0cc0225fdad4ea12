import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Endpoint } from '../../../otlp/endpoint.ts';

/** What came back. */
export interface OtlpResponse {
  readonly status: number;
  readonly retryAfter: string | null;
  /** The body if it is JSON, else undefined. */
  readonly body: unknown;
}

/**
 * Sends an export request in OTLP's JSON encoding. A redirect is not followed, since it would carry the headers, which
 * may hold credentials, to another host.
 *
 * @throws the error of `fetch` if there is no answer, or not the whole of it
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
    body: parsed(await response.text()),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Endpoint } from '../../../otlp/endpoint.ts';

/** What came back. */
export interface OtlpResponse {
  readonly status: number;
  readonly retryAfter: string | null;
  /** Media type without parameters; empty if there is none. */
  readonly type: string;
  readonly body: Buffer;
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
    type: (response.headers.get('content-type') ?? '').split(';', 1)[0]!.trim().toLowerCase(),
    body: Buffer.from(await response.arrayBuffer()),
  };
}

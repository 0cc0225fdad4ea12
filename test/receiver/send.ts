import type { Attributes } from '@opentelemetry/api';

export const ATTRIBUTES: Attributes = {
  text: 'größer',
  whole: 9_007_199_254_740_991,
  negative: -3,
  fraction: 0.0002475,
  yes: true,
  list: ['stop', 'length'],
  numbers: [1, 2.5],
};

export interface Sent {
  path?: string;
  method?: string;
  type?: string;
  encoding?: string;
  body?: string | Uint8Array<ArrayBuffer>;
}

/** Sends a request, by default an empty one of spans as JSON. */
export function send(
  url: string,
  { path = '/v1/traces', method = 'POST', type = 'application/json', encoding, body }: Sent,
): Promise<Response> {
  const headers = { 'content-type': type, ...(encoding !== undefined && { 'content-encoding': encoding }) };
  return fetch(url + path, { method, headers, ...(method === 'POST' && { body: body ?? '{}' }) });
}

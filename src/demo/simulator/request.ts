import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** A request, read to its end. */
export interface ReceivedRequest {
  method: string;
  /** Path and query; the host means nothing. */
  url: URL;
  headers: IncomingHttpHeaders;
  /** The parsed JSON, or `undefined` if it is none. */
  body: unknown;
}

/** Reads a request. Rejects if the client leaves in the middle of it. */
export async function receive(message: IncomingMessage): Promise<ReceivedRequest> {
  const pieces: Buffer[] = [];
  for await (const piece of message) pieces.push(piece);
  return {
    method: message.method ?? 'GET',
    url: URL.parse(`http://localhost${message.url ?? '/'}`) ?? new URL('http://localhost/'),
    headers: message.headers,
    body: parsed(Buffer.concat(pieces).toString('utf8')),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // The operation answers a body that is no JSON with a 400.
  }
}

import { createServer, type IncomingHttpHeaders } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { closeServer, listenOnLoopback } from '../../../src/cli/listen.ts';
import { type ForeignAnswer, sendForeign } from '../../support/foreign-answers.ts';

/** An export request as it was received. */
export interface ExportRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly body: any;
}

/** An answer: undefined is an empty success, 'drop' and 'hang' are none. */
export type Answer =
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: unknown }
  | { readonly foreign: ForeignAnswer }
  | 'drop'
  | 'hang'
  | undefined;

/** An OTLP/HTTP endpoint that keeps the requests it accepts. */
export interface OtlpStandIn extends AsyncDisposable {
  readonly url: string;
  readonly requests: ExportRequest[];
  /** Called for each request, which is kept only if the answer is a success. */
  answer: (request: ExportRequest) => Answer;
}

export async function startOtlpStandIn(): Promise<OtlpStandIn> {
  const server = createServer(async (message, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of message as AsyncIterable<Buffer>) pieces.push(piece);
    const bytes = Buffer.concat(pieces);
    const text = (message.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString();
    const request = { path: message.url ?? '', headers: message.headers, text, body: JSON.parse(text) };
    const answer = standIn.answer(request);
    if (answer === 'hang') return;
    if (typeof answer === 'object' && 'foreign' in answer) return sendForeign(answer.foreign, message, response);
    if (answer === undefined || answer === 'drop' || answer.status < 300) standIn.requests.push(request);
    if (answer === 'drop') return void response.destroy();
    response.writeHead(answer?.status ?? 200, { 'content-type': 'application/json', ...answer?.headers });
    response.end(JSON.stringify(answer?.body ?? {}));
  });
  const standIn: OtlpStandIn = {
    url: `http://127.0.0.1:${await listenOnLoopback(server, 0)}`,
    requests: [],
    answer: () => undefined,
    [Symbol.asyncDispose]: () => closeServer(server),
  };
  return standIn;
}

/** Returns the attributes of a resource, log record or data point as an object. */
export function attributesOf(holder: {
  attributes: { key: string; value: Record<string, unknown> }[];
}): Record<string, unknown> {
  return Object.fromEntries(holder.attributes.map(({ key, value }) => [key, plain(value)]));
}

/** Converts an `AnyValue` to JSON; integers stay texts. */
export function plain(value: any): unknown {
  if (value.arrayValue) return value.arrayValue.values.map(plain);
  if (value.kvlistValue) {
    return Object.fromEntries(value.kvlistValue.values.map(({ key, value }: any) => [key, plain(value)]));
  }
  return Object.values(value)[0];
}

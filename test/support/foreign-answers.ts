import type { IncomingMessage, ServerResponse } from 'node:http';

/** An answer of a proxy before a service, or of another service in its place. */
export interface ForeignAnswer {
  readonly name: string;
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** `{authorization}` becomes the header of the request, as a careless server repeats it. */
  readonly body: string | Buffer;
  /** Whether a client that got no answer before takes it for a wrong URL. @default false */
  readonly isWrongUrl?: boolean;
}

const HTML = { 'content-type': 'text/html; charset=utf-8' };
const TEXT = { 'content-type': 'text/plain; charset=utf-8' };
const JSON_TYPE = { 'content-type': 'application/json' };

function page(title: string): string {
  return `<!DOCTYPE html>\n<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>\n`;
}

const proxyPages = [400, 401, 403, 407, 408, 411, 414, 421, 429, 500, 502, 503].map((status) => ({
  name: `a page of a proxy with status ${status}`,
  status,
  headers: HTML,
  body: page(`${status} of a proxy, which got {authorization}`),
}));

/** Answers that do not concern a document. */
export const FOREIGN_ANSWERS: readonly ForeignAnswer[] = [
  ...proxyPages,
  ...[404, 405].map((status) => ({
    name: `a page of a proxy with status ${status}`,
    status,
    headers: HTML,
    body: page(`${status} of a proxy`),
    isWrongUrl: true,
  })),
  {
    name: 'a redirect to a page that asks to sign in',
    status: 302,
    headers: { ...HTML, location: 'http://127.0.0.1:9/login' },
    body: page('Found'),
    isWrongUrl: true,
  },
  { name: 'a page that asks to sign in', status: 200, headers: HTML, body: page('Sign in'), isWrongUrl: true },
  { name: 'an empty page', status: 200, headers: HTML, body: '', isWrongUrl: true },
  { name: 'no content', status: 204, body: '', isWrongUrl: true },
  { name: 'nothing, of no type', status: 200, body: '', isWrongUrl: true },
  {
    name: 'JSON of another service',
    status: 200,
    headers: JSON_TYPE,
    body: '{"status":"ok","for":"{authorization}"}',
    isWrongUrl: true,
  },
  { name: 'a list', status: 200, headers: JSON_TYPE, body: '[]', isWrongUrl: true },
  { name: 'JSON that ends too early', status: 200, headers: JSON_TYPE, body: '{"items":[{"cre', isWrongUrl: true },
  {
    name: 'an answer that is cut off',
    status: 200,
    headers: { ...JSON_TYPE, 'content-length': '2000' },
    body: '{"items":[{"cre',
    isWrongUrl: true,
  },
  {
    name: 'bytes that are no gzip',
    status: 200,
    headers: { ...JSON_TYPE, 'content-encoding': 'gzip' },
    body: Buffer.from('certainly no gzip'),
    isWrongUrl: true,
  },
  { name: 'bytes', status: 400, headers: HTML, body: Buffer.from([0, 1, 2, 255, 254, 10]) },
  { name: 'a text of a proxy', status: 400, headers: TEXT, body: 'Bad Request: Authorization was {authorization}\n' },
  { name: 'a refusal without a word', status: 400, body: '' },
  { name: 'JSON of an API gateway', status: 400, headers: JSON_TYPE, body: '{"message":"Not for {authorization}"}' },
  { name: 'another JSON of an API gateway', status: 422, headers: JSON_TYPE, body: '{"error":"Not for you"}' },
  {
    name: 'an error of another service with a type',
    status: 400,
    headers: JSON_TYPE,
    body: '{"error":{"type":"invalid_request_error","code":null,"message":"Not for you"}}',
  },
  { name: 'a status of HTTP in JSON', status: 400, headers: JSON_TYPE, body: '{"code":400,"message":"Not for you"}' },
  { name: 'JSON of an API gateway that ends too early', status: 400, headers: JSON_TYPE, body: '{"error":{"typ' },
];

/** A proxy that refuses every body at present, however small. */
export const TOO_LARGE: ForeignAnswer = {
  name: 'too large',
  status: 413,
  headers: HTML,
  body: page('413 Request Entity Too Large'),
};

export function sendForeign(answer: ForeignAnswer, request: IncomingMessage, response: ServerResponse): void {
  const { status, headers = {}, body } = answer;
  const sent =
    typeof body === 'string' ? body.replaceAll('{authorization}', request.headers.authorization ?? '') : body;
  response.writeHead(status, headers);
  if (Number(headers['content-length'] ?? 0) > sent.length) response.write(sent, () => response.destroy());
  else response.end(sent);
}

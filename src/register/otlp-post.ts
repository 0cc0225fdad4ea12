import { readFileSync } from 'node:fs';
import { Agent as HttpAgent, type IncomingMessage, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { diag } from '@opentelemetry/api';
import type { Endpoint, Signal } from '../otlp/endpoint.ts';

/** What came back. */
export interface Answer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly body: Buffer;
}

/**
 * A connection that is being made keeps the process alive whatever is unreferenced; so it is given up after this time,
 * in milliseconds.
 */
const CONNECT_TIMEOUT = 1500;

const MAX_SOCKETS = 4;

/** More of an answer is not read, in bytes. */
const MAX_ANSWER = 65_536;

/** An agent for `endpoint`, with the certificates of OpenTelemetry's variables. */
export function agentFor(endpoint: Endpoint, signal: Signal): HttpAgent {
  const options = { keepAlive: true, maxSockets: MAX_SOCKETS };
  if (!endpoint.url.startsWith('https:')) return new HttpAgent(options);
  return new HttpsAgent({
    ...options,
    ...file('ca', 'CERTIFICATE', signal),
    ...file('cert', 'CLIENT_CERTIFICATE', signal),
    ...file('key', 'CLIENT_KEY', signal),
  });
}

function file(option: 'ca' | 'cert' | 'key', name: string, signal: Signal): { [option: string]: Buffer } {
  const { env } = process;
  const path = env[`OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_${name}`] || env[`OTEL_EXPORTER_OTLP_${name}`];
  if (!path) return {};
  try {
    return { [option]: readFileSync(path) };
  } catch (error) {
    diag.error(`the file of OTEL_EXPORTER_OTLP_${name} cannot be read: ${(error as Error).message}`);
    return {};
  }
}

/**
 * Sends one export request, without keeping the process alive while it waits for the answer.
 *
 * @throws the error of the connection, or of `signal`
 */
export function post(
  endpoint: Endpoint,
  body: Uint8Array,
  headers: Headers,
  agent: HttpAgent,
  signal: AbortSignal,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const send = endpoint.url.startsWith('https:') ? httpsRequest : httpRequest;
    const request = send(endpoint.url, { method: 'POST', agent, signal, headers: Object.fromEntries(headers) });
    request.on('error', reject);
    request.on('socket', (socket) => {
      socket.unref();
      if (socket.connecting) limitConnecting(socket);
    });
    request.on('response', (response) => readAnswer(response, resolve, reject));
    request.end(body);
  });
}

function limitConnecting(socket: Socket): void {
  const timer = setTimeout(() => {
    socket.destroy(Object.assign(new Error('no connection'), { code: 'no connection within 1.5 s' }));
  }, CONNECT_TIMEOUT).unref();
  const done = (): void => clearTimeout(timer);
  socket.once('connect', done).once('close', done);
}

function readAnswer(
  response: IncomingMessage,
  resolve: (answer: Answer) => void,
  reject: (error: Error) => void,
): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  response.on('data', (chunk: Buffer) => {
    if (bytes < MAX_ANSWER) chunks.push(chunk);
    bytes += chunk.length;
  });
  response.on('error', reject);
  response.on('end', () => {
    resolve({
      status: response.statusCode ?? 0,
      retryAfter: response.headers['retry-after'],
      body: Buffer.concat(chunks),
    });
  });
}

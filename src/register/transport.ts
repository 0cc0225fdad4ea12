import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { log } from '../log.ts';
import { type Signal, findVariable } from '../otlp/endpoint.ts';

/** Sends export requests of one signal, without keeping the process alive while it waits. */
export interface Transport {
  /**
   * @param signal aborts the attempt
   * @returns the body of a successful answer, or the failure
   * @throws the error of the connection, or the reason of `signal`
   */
  send(body: Uint8Array, signal: AbortSignal): Promise<Delivery>;
  close(): void;
}

export type Delivery = { readonly body: Uint8Array } | Failure;

export interface Failure {
  readonly reason: string;
  /** True if another attempt may succeed. */
  readonly retry: boolean;
  /** The delay that the endpoint requests, in milliseconds. */
  readonly after?: number;
}

/** The part of an answer that is read, in bytes. */
export const MAX_ANSWER = 65_536;

/** Advice for an answer that rejects the credentials. */
export const CHECK_HEADERS = '; check OTEL_EXPORTER_OTLP_HEADERS';

/** In milliseconds. */
const CONNECT_TIMEOUT = 1500;

/** The time without new connections after one has timed out, in milliseconds. */
const UNREACHABLE_FOR = 3000;

/** The times at which connections are allowed again, by origin, shared by all signals. */
const unreachableUntil = new Map<string, number>();

const connectTimeoutError = (): Error => new Error('no connection within 1.5 s');

/**
 * Checks that a connection may be opened. A socket that is connecting keeps the process alive, even if it is unreferenced.
 * So it is closed after a timeout, and none is opened for a longer time after that, in which the process can end.
 *
 * @throws the error of the last connection, while none may be opened
 */
export function checkReachable(origin: string): void {
  if (performance.now() < (unreachableUntil.get(origin) ?? 0)) throw connectTimeoutError();
}

/** Lets the process end while `socket` is open, and closes a socket that takes too long to connect. */
export function unrefSocket(socket: Socket, origin: string): void {
  socket.unref();
  if (!socket.connecting) return;
  const timer = setTimeout(() => {
    unreachableUntil.set(origin, performance.now() + UNREACHABLE_FOR);
    socket.destroy(connectTimeoutError());
  }, CONNECT_TIMEOUT).unref();
  const done = (): void => clearTimeout(timer);
  socket.once('connect', done).once('close', done);
}

/** Creates the error of a request whose connection is closed before the answer is complete. */
export function closedError(): Error {
  return new Error('the connection was closed');
}

/** Reads the certificates that OpenTelemetry's variables name. Returns them as options of TLS. */
export function readCertificates(signal: Signal): { ca?: Buffer; cert?: Buffer; key?: Buffer } {
  return {
    ...readFileOption('ca', 'CERTIFICATE', signal),
    ...readFileOption('cert', 'CLIENT_CERTIFICATE', signal),
    ...readFileOption('key', 'CLIENT_KEY', signal),
  };
}

function readFileOption(option: 'ca' | 'cert' | 'key', name: string, signal: Signal): { [option: string]: Buffer } {
  const found = findVariable(signal, name);
  if (!found) return {};
  try {
    return { [option]: readFileSync(found.value) };
  } catch (error) {
    log.error(`the file of ${found.variable} cannot be read: ${(error as Error).message}`);
    return {};
  }
}

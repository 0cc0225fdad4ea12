import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { diag } from '@opentelemetry/api';
import type { Signal } from '../otlp/endpoint.ts';

/** Sends export requests of one signal, without keeping the process alive while it waits. */
export interface Transport {
  /**
   * @param signal ends the attempt
   * @returns the body of a success, or what failed
   * @throws the error of the connection, or of `signal`
   */
  send(body: Uint8Array, signal: AbortSignal): Promise<Delivery>;
  close(): void;
}

/** The outcome of an attempt. */
export type Delivery = { readonly body: Uint8Array } | Failure;

/** Why an attempt failed, and whether another may succeed. */
export interface Failure {
  readonly reason: string;
  readonly retry: boolean;
  /** How long the endpoint asks to wait, in milliseconds. */
  readonly after?: number;
}

/** Answers larger than this are cut, in bytes. */
export const MAX_ANSWER = 65_536;

/** Advice on an answer that says that the credentials are missing or wrong. */
export const CHECK_HEADERS = '; check OTEL_EXPORTER_OTLP_HEADERS';

/** In milliseconds. */
const CONNECT_TIMEOUT = 1500;

/** How long no further connection is tried after one could not be made, in milliseconds. */
const UNREACHABLE_FOR = 3000;

/** Until when, by the origin; for all signals together. */
const unreachableUntil = new Map<string, number>();

const noConnection = (): Error => new Error('no connection within 1.5 s');

/**
 * A connection that is being made keeps the process alive, though its socket is unreferenced. So one is given up after a
 * while, and then none is tried for longer than that: in between the process can end.
 *
 * @throws what the last connection failed with, while none is to be tried
 */
export function checkReachable(origin: string): void {
  if (performance.now() < (unreachableUntil.get(origin) ?? 0)) throw noConnection();
}

/** Lets the process end while `socket` is open, and gives up a connection that takes too long to be made. */
export function unrefSocket(socket: Socket, origin: string): void {
  socket.unref();
  if (!socket.connecting) return;
  const timer = setTimeout(() => {
    unreachableUntil.set(origin, performance.now() + UNREACHABLE_FOR);
    socket.destroy(noConnection());
  }, CONNECT_TIMEOUT).unref();
  const done = (): void => clearTimeout(timer);
  socket.once('connect', done).once('close', done);
}

/** The error of a request whose connection is closed before the whole answer is there. */
export function closedError(): Error {
  return new Error('the connection was closed');
}

/** The certificates that OpenTelemetry's variables name, as options of TLS. */
export function certificates(signal: Signal): { ca?: Buffer; cert?: Buffer; key?: Buffer } {
  return {
    ...file('ca', 'CERTIFICATE', signal),
    ...file('cert', 'CLIENT_CERTIFICATE', signal),
    ...file('key', 'CLIENT_KEY', signal),
  };
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

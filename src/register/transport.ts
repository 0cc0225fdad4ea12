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

/** What became of an attempt. */
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

/**
 * Lets the process end while `socket` is open. A connection that is being made keeps it alive even so; it is given up
 * after a while.
 */
export function unrefSocket(socket: Socket): void {
  socket.unref();
  if (!socket.connecting) return;
  const timer = setTimeout(() => socket.destroy(new Error('no connection within 1.5 s')), CONNECT_TIMEOUT).unref();
  const done = (): void => clearTimeout(timer);
  socket.once('connect', done).once('close', done);
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

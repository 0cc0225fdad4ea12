import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { selfSignedCertificate } from '../elasticsearch/certificate.ts';

export type Event = Record<string, unknown>;

/** Called for each event that a client sends. */
export type Handler = (event: Event, send: (...events: Event[]) => void, socket: WebSocket) => void;

export interface SocketServer extends AsyncDisposable {
  url: string;
  /** Answers the events that come from now on. */
  handle(handler: Handler): void;
}

/**
 * A server of WebSockets on loopback.
 *
 * @param greeting is sent on each connection
 * @param secure Realtime connects by TLS alone
 */
export async function startSocketServer(
  options: { greeting?: readonly Event[]; secure?: boolean } = {},
): Promise<SocketServer> {
  const { greeting = [], secure = false } = options;
  let handler: Handler = () => {};
  const server = secure ? createHttpsServer(selfSignedCertificate()) : createHttpServer();
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket) => {
    const send = (...events: Event[]): void => {
      for (const event of events) socket.send(JSON.stringify(event));
    };
    send(...greeting);
    socket.on('message', (data) => handler(JSON.parse(String(data)) as Event, send, socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `${secure ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    handle: (next) => void (handler = next),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type WebSocket, WebSocketServer } from 'ws';
import { closeServer, listenOnLoopback } from '../../../src/cli/listen.ts';
import { selfSignedCertificate } from '../elasticsearch/certificate.ts';

export type Event = Record<string, unknown>;

/** Called for each event that a client sends. */
export type Handler = (event: Event, send: (...events: Event[]) => void, socket: WebSocket, path: string) => void;

export interface SocketServer extends AsyncDisposable {
  url: string;
  /** Answers the events that come from now on. */
  handle(handler: Handler): void;
}

export interface SocketServerOptions {
  /** Uses TLS, without which Realtime does not connect. @default false */
  secure?: boolean;
  /** Returns the events that a new connection gets. */
  greet?(path: string): readonly Event[];
  /** Returns whether a connection gets a 401. */
  refuse?(url: string): boolean;
  /** Gets the path of each connection and the text of each message. */
  onTraffic?(text: string): void;
}

/** Starts a server of WebSockets on loopback. */
export async function startSocketServer(options: SocketServerOptions = {}): Promise<SocketServer> {
  const { secure = false, greet, refuse, onTraffic } = options;
  let handler: Handler = () => {};
  const server = secure ? createHttpsServer(selfSignedCertificate()) : createHttpServer();
  const sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, connection, head) => {
    const { pathname: path } = new URL(request.url ?? '', 'http://localhost');
    onTraffic?.(`SOCKET ${path}`);
    if (refuse?.(request.url ?? '')) return connection.end('HTTP/1.1 401 Unauthorized\r\n\r\n');
    sockets.handleUpgrade(request, connection, head, (socket) => {
      const send = (...events: Event[]): void => {
        for (const event of events) socket.send(JSON.stringify(event));
      };
      send(...(greet?.(path) ?? []));
      socket.on('message', (data) => {
        const text = String(data);
        onTraffic?.(text);
        if (text.startsWith('{')) handler(JSON.parse(text) as Event, send, socket, path);
      });
    });
  });
  const port = await listenOnLoopback(server, 0);
  return {
    url: `${secure ? 'https' : 'http'}://127.0.0.1:${port}`,
    handle: (next) => void (handler = next),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets.clients) socket.terminate();
      await closeServer(server);
    },
  };
}

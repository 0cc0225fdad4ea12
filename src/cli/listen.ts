import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Listens on 127.0.0.1.
 *
 * @param port 0 takes a free one.
 * @returns the port that was taken.
 * @throws the server's error, such as `EADDRINUSE`.
 */
export function listenOnLoopback(server: Server, port: number): Promise<number> {
  return listenOn(server, port, '127.0.0.1');
}

/** Listens on an address, as `listenOnLoopback` does on 127.0.0.1. */
export function listenOn(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** Drops a server's connections and stops it. */
export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** Whether a server could listen on `port`, on all addresses as Express does. */
export async function isPortFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, () => server.close(() => resolve(true)));
  });
}

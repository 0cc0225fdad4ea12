import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { closeServer, listenOn } from '../../cli/listen.ts';
import type { PipelineStatistics, PipelineStatus } from './statistics.ts';

/** Options of {@link startHealthServer}. */
export interface HealthServerOptions {
  readonly pipelines: readonly PipelineStatistics[];
  /**
   * Address to listen on. The default is reachable only from this machine.
   * @default '127.0.0.1'
   */
  readonly host?: string;
  /** Port to listen on; 0 is any free port. @default 0 */
  readonly port?: number;
  /**
   * Masks secrets in a pipeline's trouble, which may quote the answer of a service.
   * @default shows the trouble as it is
   */
  readonly hide?: (text: string) => string;
}

/** A running health endpoint. */
export interface HealthServer {
  /** Such as `http://127.0.0.1:8080`. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Starts an HTTP server that answers with the {@link PipelineStatus} of each pipeline in JSON:
 * - `GET /live`: 200 while no pipeline has failed, else 503. A sink or hub that is down does not require a restart.
 * - `GET /ready`: 200 while every pipeline runs without trouble, else 503.
 * - `GET /`: always 200.
 *
 * @throws the error of the system if it can't listen, such as `EADDRINUSE`
 */
export async function startHealthServer(options: HealthServerOptions): Promise<HealthServer> {
  const { pipelines, host = '127.0.0.1', port = 0, hide = (text) => text } = options;
  const server = createServer((request, response) => {
    const isHealthy = CHECKS.get((request.url ?? '/').split('?', 1)[0]!);
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    if (!isHealthy || !isRead) {
      response.writeHead(isHealthy ? 405 : 404).end();
      return;
    }
    const statuses = pipelines.map((pipeline) => {
      const { trouble, ...status } = pipeline.status();
      return trouble === undefined ? status : { ...status, trouble: hide(trouble) };
    });
    response.writeHead(statuses.every(isHealthy) ? 200 : 503, { 'content-type': 'application/json' });
    response.end(`${JSON.stringify({ pipelines: statuses }, undefined, 2)}\n`);
  });
  await listenOn(server, port, host);
  const address = server.address() as AddressInfo;
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return { url: `http://${name}:${address.port}`, close: () => closeServer(server) };
}

type Check = (status: PipelineStatus) => boolean;

const CHECKS: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['/', () => true],
  ['/live', ({ state }) => state !== 'failed'],
  ['/ready', ({ state, trouble }) => state === 'running' && trouble === undefined],
]);

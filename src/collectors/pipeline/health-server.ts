import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { PipelineStatistics, PipelineStatus } from './statistics.ts';

/** Options of {@link startHealthServer}. */
export interface HealthServerOptions {
  readonly pipelines: readonly PipelineStatistics[];
  /**
   * Where to listen.
   * @default '127.0.0.1', for nobody but this machine
   */
  readonly host?: string;
  /**
   * @default 0, any free port
   */
  readonly port?: number;
  /**
   * Takes secrets out of a pipeline's trouble, which may quote what a service said.
   * @default answers it as it is
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
 * Answers how the pipelines are, as JSON of their {@link PipelineStatus}:
 * - `GET /live`: 200 while no pipeline has failed; a sink or hub that is down is no reason to restart this process.
 * - `GET /ready`: 200 while every pipeline runs without trouble, else 503.
 * - `GET /`: 200, whatever the state.
 *
 * @throws if the address can't be listened on
 */
export async function startHealthServer(options: HealthServerOptions): Promise<HealthServer> {
  const { pipelines, host = '127.0.0.1', port = 0, hide = (text) => text } = options;
  const server = createServer((request, response) => {
    const isHealthy = CHECKS.get(new URL(request.url ?? '/', 'http://localhost').pathname);
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
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return {
    url: `http://${name}:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

type Check = (status: PipelineStatus) => boolean;

const CHECKS: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['/', () => true],
  ['/live', ({ state }) => state !== 'failed'],
  ['/ready', ({ state, trouble }) => state === 'running' && trouble === undefined],
]);

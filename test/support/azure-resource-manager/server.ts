import { createServer } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { allDefinitions } from './definitions.ts';
import type { MetricDefinition } from './definitions.ts';
import { EntraId } from './entra-id.ts';
import { metricsBatchReply } from './metrics-batch.ts';
import { totalOf } from './metrics.ts';
import type { MetricsData } from './metrics.ts';
import { resourceManagerReply } from './resource-manager.ts';
import type { ResourceManagerData } from './resource-manager.ts';
import { localhostCertificate, localhostKey } from './tls.ts';
import { errorReply } from './types.ts';
import type { Fault, Reply, StandInAccount, StandInRequest } from './types.ts';

export interface AzureOptions {
  readonly accounts: readonly StandInAccount[];
  /** Azure's clock. @default the machine's */
  readonly now?: () => number;
  /** Accounts on a page of their list. @default 100 */
  readonly pageSize?: number;
}

type Mutable<T> = { -readonly [name in keyof T]: T[name] };

/** An HTTPS server in the place of Microsoft Entra ID, Azure Resource Manager and the metrics batch API of every region. */
export class AzureStandIn {
  readonly entraId: EntraId = new EntraId();
  /** Tests may change all of it while it runs. */
  readonly data: Mutable<ResourceManagerData>;
  /** The requests, in order. */
  readonly requests: StandInRequest[] = [];
  /** The most requests in progress at the same time. */
  maxConcurrency = 0;
  readonly #faults: { fault: Fault; left: number }[] = [];
  readonly #server = createServer({ cert: localhostCertificate, key: localhostKey }, (request, response) => {
    void this.#answer(request, response);
  });
  #answering = 0;

  constructor({ accounts, now = Date.now, pageSize = 100 }: AzureOptions) {
    this.data = {
      accounts,
      now,
      pageSize,
      definitions: allDefinitions(),
      delay: () => 0,
      diagnosticSettings: new Map(),
      roleAssignments: [],
      charges: [],
      costPageSize: 1000,
      lackingDimensions: [],
    };
  }

  get origin(): string {
    return `https://localhost:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The endpoint of the batch API, as the collector takes it. */
  get metricsEndpoint(): string {
    return `${this.origin}/regions/{region}`;
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** @returns removes the fault again */
  addFault(fault: Fault): () => void {
    const entry = { fault, left: fault.times ?? Infinity };
    this.#faults.push(entry);
    return () => void (entry.left = 0);
  }

  /** Changes the values of a metric; undefined removes them. */
  define(name: string, change: Partial<MetricDefinition> | undefined): void {
    const definitions = new Map(this.data.definitions);
    if (change) definitions.set(name, { ...definitions.get(name)!, ...change });
    else definitions.delete(name);
    this.data.definitions = definitions;
  }

  /** The sum that all documents of a metric over these minutes must have, for these accounts or all. */
  total(metric: string, from: number, to: number, accounts: readonly StandInAccount[] = this.data.accounts): number {
    const data: MetricsData = this.data;
    return accounts.reduce((sum, account) => sum + totalOf(account, metric, from, to, data), 0);
  }

  /** Requests for metrics, by either API. */
  metricsRequests(): StandInRequest[] {
    return this.requests.filter(({ path }) => isMetrics(path));
  }

  async #answer(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(message.url ?? '/', this.origin);
    const { method = 'GET', headers } = message;
    const path = decodeURIComponent(url.pathname).replace(/^\/+/, '/');
    const request = { method, path, query: url.searchParams, headers, body: await text(message) };
    this.requests.push(request);
    this.#answering += 1;
    this.maxConcurrency = Math.max(this.maxConcurrency, this.#answering);
    // Answers take a turn of the event loop, so that requests overlap as they do on a network.
    await new Promise((resolve) => setImmediate(resolve));
    response.once('close', () => (this.#answering -= 1));
    const reply = this.#fault(request) ?? this.#guardedReply(request);
    if (reply === 'hang') return;
    if (reply === 'drop') {
      message.socket.destroy();
      return;
    }
    response.sendDate = false;
    response.writeHead(reply.status, {
      date: new Date(this.data.now()).toUTCString(),
      'content-type': 'application/json',
      ...reply.headers,
    });
    response.end(JSON.stringify(reply.body ?? {}));
  }

  /** A defect of this server must not look like a service that hangs. */
  #guardedReply(request: StandInRequest): Reply {
    try {
      return this.#reply(request);
    } catch (error) {
      return errorReply(501, 'StandInFailed', String(error));
    }
  }

  #fault(request: StandInRequest): Fault['reply'] | undefined {
    const entry = this.#faults.find(({ fault, left }) => left > 0 && (fault.on?.(request) ?? true));
    if (!entry) return undefined;
    entry.left -= 1;
    return entry.fault.reply;
  }

  #reply(request: StandInRequest): Reply {
    const { origin, entraId } = this;
    const [, region, rest] = /^\/regions\/([^/]+)(\/.*)$/.exec(request.path) ?? [];
    const reply =
      entraId.reply(request, origin) ??
      entraId.refusal(request, region ? ['https://metrics.monitor.azure.com'] : [origin]) ??
      (region
        ? metricsBatchReply({ ...request, path: rest! }, region, this.data)
        : resourceManagerReply(request, this.data, origin));
    return reply ?? errorReply(404, 'NotFound', `The stand-in has no ${request.method} ${request.path}`);
  }
}

export function isBatch(path: string): boolean {
  return path.endsWith('/metrics:getBatch');
}

export function isMetrics(path: string): boolean {
  return isBatch(path) || path.toLowerCase().endsWith('/providers/microsoft.insights/metrics');
}

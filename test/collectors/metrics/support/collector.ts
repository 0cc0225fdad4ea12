import { ClientSecretCredential } from '@azure/identity';
import { metricsSource } from '../../../../src/collectors/metrics/azure-monitor-metrics.ts';
import { metricsToDocuments } from '../../../../src/collectors/metrics/documents.ts';
import type { AzureMonitorMetricsOptions } from '../../../../src/collectors/metrics/options.ts';
import type { MetricsRecord } from '../../../../src/collectors/metrics/types.ts';
import type { Document, JsonObject } from '../../../../src/collectors/contracts/document.ts';
import type { Batch, Source } from '../../../../src/collectors/contracts/source.ts';
import { APP, localhostCertificate } from '../../../support/azure-resource-manager/index.ts';
import type { AzureStandIn } from '../../../support/azure-resource-manager/index.ts';
import type { TestClock } from './test-clock.ts';

export interface CollectorOptions extends Partial<AzureMonitorMetricsOptions> {
  /** Whether each batch is acknowledged at once. @default true */
  readonly acknowledge?: boolean;
}

/** Runs the source as a pipeline does, with the real clients and a stand-in of Azure. */
export class Collector {
  readonly source: Source<MetricsRecord>;
  readonly batches: Batch<MetricsRecord>[] = [];
  readonly documents: Document[] = [];
  /** The error that `read` threw. */
  error: unknown;
  readonly #clock: TestClock;
  readonly #stop = new AbortController();
  readonly #acks: Promise<void>[] = [];
  readonly #done: Promise<void>;

  constructor(azure: AzureStandIn, clock: TestClock, { acknowledge = true, ...options }: CollectorOptions = {}) {
    this.#clock = clock;
    const source = (this.source = metricsSource(
      {
        credential: credential(azure),
        subscriptionIds: [...new Set(azure.data.accounts.map(({ subscriptionId }) => subscriptionId))],
        resourceManagerEndpoint: azure.origin,
        metricsEndpoint: azure.metricsEndpoint,
        tlsOptions: { ca: localhostCertificate },
        ...options,
      },
      clock,
    ));
    const run = async (): Promise<void> => {
      for await (const batch of source.read(this.#stop.signal)) {
        this.batches.push(batch);
        this.documents.push(...batch.records.flatMap((record) => metricsToDocuments(record)));
        if (acknowledge) this.#acks.push(batch.ack());
      }
    };
    this.#done = run()
      .catch((error: unknown) => void (this.error = error))
      .then(() => source.close());
  }

  /** Collects a number of rounds, 300 seconds apart, and stops. */
  static async run(azure: AzureStandIn, clock: TestClock, options: CollectorOptions, rounds = 1): Promise<Collector> {
    const collector = new Collector(azure, clock, options);
    await collector.settled();
    for (let round = 1; round < rounds; round += 1) await collector.after(300);
    await collector.stop();
    return collector;
  }

  /** Settles when `sleeping` parts of the collector sleep, and all batches before are acknowledged. */
  async settled(sleeping = 1): Promise<void> {
    await Promise.race([this.#clock.whenSleeping(sleeping), this.#done]);
    await new Promise((resolve) => setImmediate(resolve));
    await Promise.all(this.#acks);
  }

  /** Advances the clock, and waits until the collector sleeps again. */
  async after(seconds: number, sleeping = 1): Promise<void> {
    this.#clock.advance(seconds * 1000);
    await this.settled(sleeping);
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#done;
  }

  /** Settles when the source has ended without a stop. */
  async ended(): Promise<void> {
    await this.#done;
  }
}

export function credential(azure: AzureStandIn, clientSecret: string = APP.clientSecret): ClientSecretCredential {
  return new ClientSecretCredential(APP.tenantId, APP.clientId, clientSecret, {
    authorityHost: azure.origin,
    disableInstanceDiscovery: true,
    retryOptions: { maxRetries: 0 },
    tlsOptions: { ca: localhostCertificate },
  } as ConstructorParameters<typeof ClientSecretCredential>[3]);
}

/** Returns the sum of the values of one metric. */
export function sum(documents: readonly Document[], field: string, aggregation = 'total'): number {
  return documents.reduce((total, { fields }) => {
    const metrics = JSON.parse(JSON.stringify((fields['azure'] as JsonObject)['open_ai'])) as Record<
      string,
      Record<string, number>
    >;
    return total + (metrics[field]?.[aggregation] ?? 0);
  }, 0);
}

/** Returns ids that more than one document has. */
export function repeatedIds(documents: readonly Document[]): string[] {
  const ids = documents.map(({ id }) => id);
  return ids.filter((id, index) => ids.indexOf(id) !== index);
}

export function minutesOf(documents: readonly Document[]): string[] {
  return [...new Set(documents.map(({ fields }) => fields['@timestamp']))].toSorted();
}

import { ClientSecretCredential } from '@azure/identity';
import { metricsSource } from '../../../../src/collectors/metrics/azure-monitor-metrics.ts';
import { metricsToDocuments } from '../../../../src/collectors/metrics/metrics-to-documents.ts';
import type { AzureMonitorMetricsOptions } from '../../../../src/collectors/metrics/options.ts';
import type { MetricsRecord } from '../../../../src/collectors/metrics/types.ts';
import type { Document, JsonObject } from '../../../../src/collectors/contracts/document.ts';
import type { Batch, Source } from '../../../../src/collectors/contracts/source.ts';
import { APP, localhostCertificate } from '../../../support/azure-resource-manager/index.ts';
import type { AzureStandIn } from '../../../support/azure-resource-manager/index.ts';
import type { TestClock } from './test-clock.ts';

export interface CollectorOptions extends Partial<AzureMonitorMetricsOptions> {
  /** Whether batches are acknowledged as they come. @default true */
  readonly acknowledge?: boolean;
}

/** Runs the source as a pipeline would, with real clients against the stand-in. */
export class Collector {
  readonly source: Source<MetricsRecord>;
  readonly batches: Batch<MetricsRecord>[] = [];
  readonly documents: Document[] = [];
  /** What `read` threw. */
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

  /** Settles when `sleeping` parts of the collector sleep, and everything before is acknowledged. */
  async settled(sleeping = 1): Promise<void> {
    await Promise.race([this.#clock.whenSleeping(sleeping), this.#done]);
    await new Promise((resolve) => setImmediate(resolve));
    await Promise.all(this.#acks);
  }

  /** Lets time pass, and waits for what that brings. */
  async after(seconds: number, sleeping = 1): Promise<void> {
    this.#clock.advance(seconds * 1000);
    await this.settled(sleeping);
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#done;
  }

  /** Settles when the source has ended by itself. */
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

/** What documents say of one metric, summed up. */
export function sum(documents: readonly Document[], field: string, aggregation = 'total'): number {
  return documents.reduce((total, { fields }) => {
    const metrics = (fields['azure'] as JsonObject)['open_ai'] as Record<string, Record<string, number>>;
    return total + (metrics[field]?.[aggregation] ?? 0);
  }, 0);
}

/** Ids that stand for more than one document. */
export function repeatedIds(documents: readonly Document[]): string[] {
  const ids = documents.map(({ id }) => id);
  return ids.filter((id, index) => ids.indexOf(id) !== index);
}

export function minutesOf(documents: readonly Document[]): string[] {
  return [...new Set(documents.map(({ fields }) => fields['@timestamp']))].toSorted();
}

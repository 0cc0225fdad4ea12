import { join } from 'node:path';
import tls from 'node:tls';
import type { CostRecord } from '../../../src/collectors/costs/documents.ts';
import { costsMapper } from '../../../src/collectors/costs/documents.ts';
import { type AzureCostsOptions, costsSource } from '../../../src/collectors/costs/azure-costs.ts';
import type { Document } from '../../../src/collectors/contracts/document.ts';
import type { Source } from '../../../src/collectors/contracts/source.ts';
import type { StoredText } from '../../../src/collectors/metrics/cursor-stores.ts';
import { type Decimal, decimalText, parseDecimal } from '../../../src/pricing/decimal.ts';
import { readCharge } from '../../../src/store/charge-row.ts';
import {
  APP,
  AzureStandIn,
  localhostCertificate,
  type StandInCharge,
} from '../../support/azure-resource-manager/index.ts';
import { credential } from '../metrics/support/collector.ts';
import { TestClock } from '../metrics/support/test-clock.ts';

export const SUBSCRIPTION = '22222222-2222-4222-8222-222222222222';

export const RESOURCE: string = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-1/providers/Microsoft.CognitiveServices/accounts/Contoso`;

/** A charge of 2 million input tokens of gpt-5. */
export function charge(change: Partial<StandInCharge> = {}): StandInCharge {
  return {
    day: '2026-11-20',
    cost: '2.5',
    quantity: '2',
    currency: 'USD',
    subscriptionId: SUBSCRIPTION,
    ...change,
    dimensions: {
      ResourceId: RESOURCE,
      ResourceLocation: 'East US 2',
      SubscriptionName: 'Production',
      MeterSubcategory: 'Azure OpenAI GPT5',
      Meter: 'GPT 5 Inpt Glbl 1M Tokens',
      ChargeType: 'Usage',
      PricingModel: 'OnDemand',
      UnitOfMeasure: '1M',
      ...change.dimensions,
    },
  };
}

/** Keeps a text in memory. */
export function memoryText(): StoredText & { text: string | undefined } {
  return {
    text: undefined,
    async load() {
      return this.text === undefined ? undefined : { text: this.text, location: 'memory' };
    },
    async save(text) {
      this.text = text;
    },
  };
}

/** A stand-in of Azure, and a clock that stands at noon of 2026-11-22. */
export async function startAzure(): Promise<{ azure: AzureStandIn; clock: TestClock }> {
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), localhostCertificate]);
  const clock = new TestClock('2026-11-22T12:00:00Z');
  return { azure: await new AzureStandIn({ accounts: [], now: clock.now }).start(), clock };
}

/** Settings of `collect costs`, which stores into `store.db` of a folder. */
export function costSettings(azure: AzureStandIn, folder: string): Record<string, string> {
  return {
    AZURE_TENANT_ID: APP.tenantId,
    AZURE_CLIENT_ID: APP.clientId,
    AZURE_CLIENT_SECRET: APP.clientSecret,
    AZURE_AUTHORITY_HOST: azure.origin,
    AZURE_OPENAI_OTEL_RESOURCE_MANAGER_ENDPOINT: azure.origin,
    AZURE_SUBSCRIPTION_ID: SUBSCRIPTION,
    AZURE_OPENAI_OTEL_OUTPUT: 'local',
    AZURE_OPENAI_OTEL_LOCAL_PATH: join(folder, 'store.db'),
    AZURE_OPENAI_OTEL_COST_CURSOR_PATH: join(folder, 'costs.json'),
    AZURE_OPENAI_OTEL_DEAD_LETTER_PATH: join(folder, 'dead-letters.ndjson'),
    AZURE_OPENAI_OTEL_HEALTH_PORT: '0',
  };
}

/** Runs the source as a pipeline does. */
export class CostCollector {
  readonly source: Source<CostRecord>;
  readonly documents: Document[] = [];
  readonly #clock: TestClock;
  readonly #stop = new AbortController();
  readonly #done: Promise<void>;

  /** @param acknowledges whether batches are acknowledged; otherwise they are stored, and the process is killed */
  constructor(
    azure: AzureStandIn | undefined,
    clock: TestClock,
    change: Partial<AzureCostsOptions> = {},
    acknowledges = true,
  ) {
    this.#clock = clock;
    this.source = costsSource(
      {
        ...(azure && { credential: credential(azure), resourceManagerEndpoint: azure.origin }),
        subscriptionIds: azure ? [SUBSCRIPTION] : [],
        period: 3600,
        lookback: 30 * 86_400,
        ...change,
      },
      clock,
    );
    const map = costsMapper();
    const run = async (): Promise<void> => {
      for await (const batch of this.source.read(this.#stop.signal)) {
        for (const record of batch.records) {
          for (const mapped of map(record)) if ('document' in mapped) this.documents.push(mapped.document);
        }
        if (acknowledges) await batch.ack();
      }
    };
    this.#done = run().then(() => this.source.close());
  }

  /** Settles when the source sleeps until the next reading, or ends with its error. */
  async settled(): Promise<void> {
    await Promise.race([this.#clock.whenSleeping(), this.#done]);
  }

  async nextReading(): Promise<void> {
    this.#clock.advance(3_600_000);
    await this.settled();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#done;
  }
}

/** Collects once. */
export async function collectOnce(
  azure: AzureStandIn | undefined,
  clock: TestClock,
  change: Partial<AzureCostsOptions> = {},
): Promise<Document[]> {
  const collector = new CostCollector(azure, clock, change);
  await collector.settled();
  await collector.stop();
  return collector.documents;
}

/** Returns the sums of documents by day, meter, type and currency, as exact decimals. A document counts once, by its id. */
export function sumsOf(documents: readonly Document[]): Record<string, string> {
  const sums = new Map<string, Decimal>();
  for (const { id, fields } of new Map(documents.map((one) => [one.id, one])).values()) {
    const { day, meter, type, currency, cost } = readCharge(id, JSON.stringify(fields))!;
    const key = `${new Date(day * 86_400_000).toISOString().slice(0, 10)} ${meter} ${type} ${currency}`;
    sums.set(key, (sums.get(key) ?? 0n) + parseDecimal(cost)!);
  }
  return Object.fromEntries([...sums].filter(([, sum]) => sum !== 0n).map(([key, sum]) => [key, decimalText(sum)]));
}

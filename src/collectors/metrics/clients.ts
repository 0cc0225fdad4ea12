import type { CognitiveServicesManagementClient } from '@azure/arm-cognitiveservices';
import type { MonitorClient } from '@azure/arm-monitor';
import type { TokenCredential } from '@azure/identity';
import type { MetricsClient } from '@azure/monitor-query-metrics';
import { importOptional } from '../optional-package.ts';
import type { ServiceClock } from './clock.ts';

/** Where the services are, and how to speak with them. */
export interface ClientOptions {
  readonly credential: TokenCredential;
  /** Azure Resource Manager, without a slash at its end. */
  readonly resourceManagerEndpoint: string;
  /** Of the metrics batch API, with `{region}` where the name of the region belongs. */
  readonly metricsEndpoint: string;
  /** Whom a token for the metrics batch API is for, without `/.default`. */
  readonly metricsAudience: string;
  readonly tlsOptions?: { readonly ca?: string | Buffer } | undefined;
}

/** The clients of the three Azure SDKs, made when they are first needed. */
export class Clients {
  readonly #options: ClientOptions;
  readonly #clock: ServiceClock;
  readonly #clients = new Map<string, Promise<object>>();

  constructor(options: ClientOptions, clock: ServiceClock) {
    this.#options = options;
    this.#clock = clock;
  }

  /** @throws MissingPackageError if `@azure/arm-cognitiveservices` is not installed */
  cognitiveServices(subscriptionId: string): Promise<CognitiveServicesManagementClient> {
    return this.#client(`accounts ${subscriptionId}`, async () => {
      const name = '@azure/arm-cognitiveservices';
      const { CognitiveServicesManagementClient } = await importOptional(
        name,
        () => import('@azure/arm-cognitiveservices'),
      );
      const { credential, resourceManagerEndpoint: endpoint } = this.#options;
      return new CognitiveServicesManagementClient(credential, subscriptionId, { ...this.#common(), endpoint });
    });
  }

  /** @throws MissingPackageError if `@azure/arm-monitor` is not installed */
  monitor(subscriptionId: string): Promise<MonitorClient> {
    return this.#client(`monitor ${subscriptionId}`, async () => {
      const { MonitorClient } = await importOptional('@azure/arm-monitor', () => import('@azure/arm-monitor'));
      const { credential, resourceManagerEndpoint: endpoint } = this.#options;
      return new MonitorClient(credential, subscriptionId, {
        ...this.#common(),
        endpoint,
        // Without it, the client asks for a token of the public cloud, whatever its endpoint.
        credentials: { scopes: [`${endpoint}/.default`] },
      });
    });
  }

  /** @throws MissingPackageError if `@azure/monitor-query-metrics` is not installed */
  metrics(region: string): Promise<MetricsClient> {
    return this.#client(`metrics ${region}`, async () => {
      const name = '@azure/monitor-query-metrics';
      const { MetricsClient } = await importOptional(name, () => import('@azure/monitor-query-metrics'));
      return new MetricsClient(metricsEndpointOf(this.#options, region), this.#options.credential, {
        ...this.#common(),
        credentials: { scopes: [`${this.#options.metricsAudience}/.default`] },
      });
    });
  }

  #common(): { retryOptions: { maxRetries: number }; tlsOptions?: { ca?: string | Buffer } } {
    const { tlsOptions } = this.#options;
    return { retryOptions: { maxRetries: 0 }, ...(tlsOptions && { tlsOptions: { ...tlsOptions } }) };
  }

  #client<C extends Piped>(key: string, create: () => Promise<C>): Promise<C> {
    let client = this.#clients.get(key) as Promise<C> | undefined;
    if (!client) {
      client = create();
      void client.then(({ pipeline }) => pipeline.addPolicy(this.#observeDate())).catch(() => {});
      this.#clients.set(key, client);
    }
    return client;
  }

  #observeDate(): PipelinePolicy {
    return {
      name: 'serviceDatePolicy',
      sendRequest: async (request, next) => {
        const response = await next(request);
        this.#clock.observe(response.headers.get('date'));
        return response;
      },
    };
  }
}

/** Where the batch API of a region is. */
export function metricsEndpointOf({ metricsEndpoint }: Pick<ClientOptions, 'metricsEndpoint'>, region: string): string {
  return metricsEndpoint.replaceAll('{region}', region);
}

type PipelinePolicy = Parameters<MetricsClient['pipeline']['addPolicy']>[0];

interface Piped {
  readonly pipeline: { addPolicy(policy: PipelinePolicy): void };
}

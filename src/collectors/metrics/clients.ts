import type { CognitiveServicesManagementClient } from '@azure/arm-cognitiveservices';
import type { MonitorClient } from '@azure/arm-monitor';
import type { TokenCredential } from '@azure/identity';
import type { MetricsClient } from '@azure/monitor-query-metrics';
import { backoff } from '../concurrency/backoff.ts';
import { Limiter } from '../concurrency/limiter.ts';
import { importOptional } from '../optional-package.ts';
import type { Clock, ServiceClock } from './clock.ts';
import { isTransient, readRetryAfter, serviceFailure } from './errors.ts';

/** The endpoints of the services, and how to access them. */
export interface ClientOptions {
  readonly credential: TokenCredential;
  /** Azure Resource Manager, without a slash at its end. */
  readonly resourceManagerEndpoint: string;
  /** The metrics batch API, with `{region}` in place of the name of the region. */
  readonly metricsEndpoint: string;
  /** The audience of a token for the metrics batch API, without `/.default`. */
  readonly metricsAudience: string;
  readonly tlsOptions?: { readonly ca?: string | Buffer } | undefined;
  /** The most concurrent requests. */
  readonly maxConcurrency: number;
}

/** Attempts at one request that fails in a transient way. */
const MAX_ATTEMPTS = 5;

/** Timeout of a request, in milliseconds. */
const TIMEOUT = 60_000;

/** The clients of the three Azure SDKs, created when they are first needed, and their requests. */
export class Clients {
  readonly #options: ClientOptions;
  readonly #clock: Clock;
  readonly #serviceClock: ServiceClock;
  readonly #clients = new Map<string, Promise<object>>();
  readonly #limiter: Limiter;
  /** Quota → when its requests may be sent again. */
  readonly #blockedUntil = new Map<string, number>();

  constructor(options: ClientOptions, clock: Clock, serviceClock: ServiceClock) {
    this.#options = options;
    this.#clock = clock;
    this.#serviceClock = serviceClock;
    this.#limiter = new Limiter(options.maxConcurrency);
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
        // Without scopes, the client requests a token of the public cloud, whatever its endpoint.
        credentials: { scopes: [`${endpoint}/.default`] },
      });
    });
  }

  /** @throws MissingPackageError if `@azure/monitor-query-metrics` is not installed */
  metrics(region: string): Promise<MetricsClient> {
    return this.#client(`metrics ${region}`, async () => {
      const name = '@azure/monitor-query-metrics';
      const { MetricsClient } = await importOptional(name, () => import('@azure/monitor-query-metrics'));
      return new MetricsClient(this.metricsEndpoint(region), this.#options.credential, {
        ...this.#common(),
        credentials: { scopes: [`${this.#options.metricsAudience}/.default`] },
      });
    });
  }

  /** The endpoint of the batch API of a region. */
  metricsEndpoint(region: string): string {
    return this.#options.metricsEndpoint.replaceAll('{region}', region);
  }

  /**
   * Sends a request of one of the clients, and retries transient failures. The clients' own retries are off: they would
   * sleep inside a request, so that other requests with the same quota would not notice the throttling.
   *
   * @param quota requests that Azure throttles together: while it asks to wait, none of them is sent
   * @throws the client's error if it is permanent, or after the last attempt; the signal's reason if that is aborted
   */
  async send<T>(quota: string, signal: AbortSignal, request: (signal: AbortSignal) => Promise<T>): Promise<T> {
    for (let failures = 0; ;) {
      for (let delay = this.#delay(quota); delay > 0; delay = this.#delay(quota)) await this.#sleep(delay, signal);
      try {
        const response = await this.#limiter.run(() => this.#attempt(quota, signal, request));
        if (response) return response.value;
      } catch (error) {
        signal.throwIfAborted();
        failures += 1;
        if (!isTransient(serviceFailure(error)) || failures >= MAX_ATTEMPTS) throw error;
        if (this.#delay(quota) <= 0) await this.#sleep(backoff(failures, {}), signal);
      }
    }
  }

  /** @returns undefined if the service asked to wait while the request was queued */
  async #attempt<T>(
    quota: string,
    signal: AbortSignal,
    request: (signal: AbortSignal) => Promise<T>,
  ): Promise<{ value: T } | undefined> {
    signal.throwIfAborted();
    if (this.#delay(quota) > 0) return undefined;
    const timeout = this.#clock.timeout(TIMEOUT);
    try {
      return { value: await request(AbortSignal.any([signal, timeout])) };
    } catch (error) {
      if (timeout.aborted) throw new RequestTimeoutError(TIMEOUT, { cause: error });
      const retryAfter = readRetryAfter(error, this.#serviceClock.now());
      if (retryAfter !== undefined) {
        const until = this.#clock.now() + retryAfter;
        this.#blockedUntil.set(quota, Math.max(until, this.#blockedUntil.get(quota) ?? 0));
      }
      throw error;
    }
  }

  #delay(quota: string): number {
    return (this.#blockedUntil.get(quota) ?? 0) - this.#clock.now();
  }

  async #sleep(delay: number, signal: AbortSignal): Promise<void> {
    if (!(await this.#clock.sleep(delay, signal))) throw signal.reason;
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
        this.#serviceClock.observe(response.headers.get('date'));
        return response;
      },
    };
  }
}

/** Requests that Azure Resource Manager throttles together. */
export function resourceManagerQuota(subscriptionId: string): string {
  return `Azure Resource Manager ${subscriptionId}`;
}

type PipelinePolicy = Parameters<MetricsClient['pipeline']['addPolicy']>[0];

interface Piped {
  readonly pipeline: { addPolicy(policy: PipelinePolicy): void };
}

/** Thrown when a service accepted a request and did not respond in time. */
class RequestTimeoutError extends Error {
  override readonly name = 'RequestTimeoutError';
  readonly code = 'ETIMEDOUT';

  constructor(timeout: number, options?: ErrorOptions) {
    super(`no response within ${timeout / 1000} s`, options);
  }
}

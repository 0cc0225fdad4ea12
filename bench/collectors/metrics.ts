// Usage: node bench/collectors/metrics.ts '{"origin": …, "metricsEndpoint": …, "subscriptionIds": […]}'
//
// Collects all metric groups of all accounts once, and prints JSON: how long it took, and memory.
import {
  ACCEPTED,
  azureCredential,
  azureMonitorMetrics,
  metricsMapper,
  runPipeline,
} from '../../src/collectors/index.ts';
import { APP, localhostCertificate } from '../../test/support/azure-resource-manager/index.ts';

export interface MetricsCollection {
  readonly origin: string;
  readonly metricsEndpoint: string;
  readonly subscriptionIds: readonly string[];
}

export interface MetricsCollected {
  readonly seconds: number;
  readonly documents: number;
  readonly accounts: number;
  readonly maxRss: number;
}

/** The time without a batch after which the first round is over: the next one comes after five minutes. */
const QUIET = 3000;

const { origin, metricsEndpoint, subscriptionIds } = JSON.parse(process.argv[2] ?? '{}') as MetricsCollection;
const tlsOptions = { ca: localhostCertificate };
const source = azureMonitorMetrics({
  credential: await azureCredential({
    authType: 'client_secret',
    tenantId: APP.tenantId,
    clientId: APP.clientId,
    clientSecret: APP.clientSecret,
    authorityHost: origin,
    disableInstanceDiscovery: true,
    tlsOptions,
  }),
  subscriptionIds,
  resourceManagerEndpoint: origin,
  metricsEndpoint,
  tlsOptions,
});
const stop = new AbortController();
const accounts = new Set<string>();
const start = performance.now();
let end = start;
let documents = 0;
const timer = setInterval(() => accounts.size > 0 && performance.now() - end > QUIET && stop.abort(), 500);
const map = metricsMapper();
await runPipeline({
  source,
  mapper: (record) => {
    accounts.add(record.account.id);
    return map(record);
  },
  sink: {
    write: async (batch) => {
      documents += batch.length;
      end = performance.now();
      return batch.map(() => ACCEPTED);
    },
    close: async () => {},
  },
  signal: stop.signal,
});
clearInterval(timer);
const collected: MetricsCollected = {
  seconds: (end - start) / 1000,
  documents,
  accounts: accounts.size,
  maxRss: process.resourceUsage().maxRSS * 1024,
};
process.stdout.write(JSON.stringify(collected));

import { AzureStandIn } from '../../test/support/azure-resource-manager/index.ts';
import { startAzurite } from '../../test/support/azurite.ts';
import { startEventHubs } from '../../test/support/event-hubs/event-hubs.ts';
import { runChild } from '../child.ts';
import { measureSpread } from '../statistics.ts';
import { table, withQuartiles } from '../table.ts';
import type { Consumed, Consumption } from './consume.ts';
import type { MetricsCollected, MetricsCollection } from './metrics.ts';
import { RECORDS } from './records.ts';

const PARTITIONS = 4;
const READERS = ['idle', 'parsing', 'ours'] as const;
const NAMES = {
  idle: 'the Azure client, doing nothing',
  parsing: 'the same, parsing the bodies (its default)',
  ours: 'ours: hub → mapper → a sink that answers at once, with checkpoints',
};

/** Measures the collectors against the servers of the tests, which run in this process, and reports it in Markdown. */
export async function reportCollectors(): Promise<string> {
  return [await mapping(), await throughput(), await memory(), await metrics()].join('\n\n');
}

async function mapping(): Promise<string> {
  process.stderr.write('collectors: mapping\n');
  const rates = (await runChild('collectors/mapping.ts', [])) as Record<string, number>;
  const rows = Object.entries(rates).map(([category, rate]) => [category, thousands(rate)]);
  return `### Mapping alone\n\n${table(['records of ten in an event', 'records/s'], rows)}`;
}

/** A hub of so many events, each with one record of RequestResponse, and readers of it. */
async function withHub<T>(
  events: number,
  use: (consume: (reader: Consumption['reader'], maxBatchSize: number) => Promise<Consumed>) => Promise<T>,
): Promise<T> {
  const [azurite, hubs] = await Promise.all([startAzurite(), startEventHubs({ partitions: PARTITIONS })]);
  const body = `{"records":[${RECORDS['RequestResponse']}]}`;
  for (let partition = 0; partition < PARTITIONS; partition += 1) {
    hubs.generate(partition, events / PARTITIONS, () => body);
  }
  let runs = 0;
  try {
    return await use(async (reader, maxBatchSize) => {
      const consumption: Consumption = {
        reader,
        eventHub: hubs.hub,
        connectionString: hubs.connectionString,
        storage: azurite.connectionString,
        container: `bench-${(runs += 1)}`,
        events,
        maxBatchSize,
      };
      return (await runChild('collectors/consume.ts', [JSON.stringify(consumption)])) as Consumed;
    });
  } finally {
    await Promise.all([azurite.close(), hubs.close()]);
  }
}

async function throughput(): Promise<string> {
  const events = 60_000;
  const rounds = 5;
  const sections = await withHub(events, async (consume) => {
    const rates: Record<string, number[]> = { idle: [], parsing: [], ours: [] };
    for (let round = 0; round < rounds; round += 1) {
      process.stderr.write(`collectors: throughput, round ${round + 1} of ${rounds}\n`);
      for (const reader of READERS) rates[reader]!.push(events / (await consume(reader, 100)).seconds);
    }
    const idle = measureSpread(rates['idle']!).median;
    return READERS.map((reader) => {
      const spread = measureSpread(rates[reader]!);
      return [NAMES[reader], withQuartiles(spread, 0), (spread.median / idle).toFixed(2)];
    });
  });
  return `### Events through the collector\n\n${table(['', 'events/s', 'of the first'], sections)}`;
}

async function memory(): Promise<string> {
  const events = 1_000_000;
  process.stderr.write(`collectors: memory over ${events} records\n`);
  const { heap, maxRss, documents } = await withHub(events, (consume) => consume('ours', 100));
  const head = ['documents', 'heap after a quarter', 'a half', 'three quarters', 'all', 'most resident'];
  const row = [documents.toLocaleString('en'), ...heap.map(megabytes), megabytes(maxRss)];
  return `### Memory, in MB\n\n${table(head, [row])}`;
}

async function metrics(): Promise<string> {
  const subscriptionIds = ['sub-1', 'sub-2'];
  const accounts = Array.from({ length: 1000 }, (_, index) => ({
    subscriptionId: subscriptionIds[index % 2]!,
    resourceGroup: `group-${index % 10}`,
    name: `account-${index}`,
    location: ['eastus2', 'westeurope', 'swedencentral'][index % 3]!,
  }));
  process.stderr.write(`collectors: metrics of ${accounts.length} accounts\n`);
  const azure = await new AzureStandIn({ accounts }).start();
  const { origin, metricsEndpoint } = azure;
  const collection: MetricsCollection = { origin, metricsEndpoint, subscriptionIds };
  const collected = (await runChild('collectors/metrics.ts', [JSON.stringify(collection)])) as MetricsCollected;
  const requests = azure.requests.length;
  await azure.stop();
  const row = [
    collected.accounts,
    collected.documents.toLocaleString('en'),
    requests,
    collected.seconds.toFixed(1),
    megabytes(collected.maxRss),
  ].map(String);
  return `### Metrics of 1,000 accounts, all groups, one round\n\n${table(['accounts', 'documents', 'requests', 'seconds', 'most resident, MB'], [row])}`;
}

function thousands(rate: number): string {
  return (Math.round(rate / 1000) * 1000).toLocaleString('en');
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Azurite, startAzurite } from '../../support/azurite.ts';
import { type ElasticsearchStandIn, startElasticsearch } from '../../support/elasticsearch/server.ts';
import { type EventHubs, startEventHubs } from '../../support/event-hubs/event-hubs.ts';
import { type RunningApp, startNode } from '../../support/run-app.ts';

export const PARTITIONS = 4;
export const DOCUMENTS = 'logs-azure_openai.logs-default';
export const DEAD_LETTERS = 'logs-azure_openai.dead_letter-default';

/** Everything around a collector: the hub, the checkpoints, the search engine, a folder. */
export interface World extends AsyncDisposable {
  readonly hubs: EventHubs;
  readonly azurite: Azurite;
  readonly elasticsearch: ElasticsearchStandIn;
  /** Starts the real command `collect logs` as its own process. */
  collect(env?: Record<string, string>, ...args: string[]): RunningApp;
  /** Correlation ids of the stored documents, in no order. */
  stored(): string[];
  /** Bodies of the stored dead letters. */
  deadLetters(): string[];
}

export async function startWorld(): Promise<World> {
  const [azurite, hubs, elasticsearch] = await Promise.all([
    startAzurite(),
    startEventHubs({ partitions: PARTITIONS }),
    startElasticsearch(),
  ]);
  const folder = mkdtempSync(join(tmpdir(), 'collect-faults-'));
  const cli = new URL('../../../dist/cli.js', import.meta.url).pathname;
  const settings = {
    EVENTHUB: hubs.hub,
    CONNECTION_STRING: hubs.connectionString,
    STORAGE_ACCOUNT_CONNECTION_STRING: azurite.connectionString,
    PROCESSOR_UPDATE_INTERVAL: '1s',
    PROCESSOR_OWNERSHIP_EXPIRATION: '2s',
    OUTPUT: 'elasticsearch',
    ELASTICSEARCH_HOSTS: elasticsearch.url,
    DEAD_LETTERS: 'elasticsearch',
    HEALTH_PORT: '0',
    LOG_LEVEL: 'warn',
  };
  const env = Object.fromEntries(Object.entries(settings).map(([name, value]) => [`AZURE_OPENAI_OTEL_${name}`, value]));
  const parsed = (index: string): any[] => elasticsearch.store.hits(index).map(({ source }) => JSON.parse(source));
  return {
    hubs,
    azurite,
    elasticsearch,
    collect: (more = {}, ...args) => startNode([cli, 'collect', 'logs', ...args], { ...env, ...more }, folder),
    stored: () => parsed(DOCUMENTS).map((document) => document.azure.open_ai.correlation_id as string),
    deadLetters: () => parsed(DEAD_LETTERS).map((letter) => letter.event.original as string),
    [Symbol.asyncDispose]: async () => {
      await Promise.all([azurite.close(), hubs.close(), elasticsearch.close()]);
      rmSync(folder, { recursive: true });
    },
  };
}

/** Sends events of several records, some foreign and some unreadable, and keeps what must become of them. */
export class Producer {
  readonly documents: string[] = [];
  readonly poison: string[] = [];
  #events = 0;
  readonly #hubs: EventHubs;

  constructor(hubs: EventHubs) {
    this.#hubs = hubs;
  }

  send(events: number): void {
    for (let count = 0; count < events; count += 1) {
      this.#events += 1;
      this.#hubs.send(this.#events % PARTITIONS, [this.#body(this.#events)]);
    }
  }

  #body(number: number): string {
    if (number % 37 === 0) {
      this.poison.push(`{"records": [poison ${number}`);
      return this.poison.at(-1)!;
    }
    const ids = [1, 2, 3].map((index) => `${number}-${index}`);
    this.documents.push(...ids);
    return JSON.stringify({ records: [...ids.map(requestResponse), { category: 'FunctionAppLogs', properties: "'" }] });
  }
}

function requestResponse(correlationId: string): object {
  return {
    time: '2026-05-24T12:23:02.4350000Z',
    category: 'RequestResponse',
    operationName: 'ChatCompletions_Create',
    correlationId,
    durationMs: 12,
    resultSignature: '200',
    resourceId: '/SUBSCRIPTIONS/S/RESOURCEGROUPS/G/PROVIDERS/MICROSOFT.COGNITIVESERVICES/ACCOUNTS/A',
    properties: JSON.stringify({ modelDeploymentName: 'gpt-chat-pilot', objectId: '' }),
  };
}

/** Waits until `isTrue`, for as long as the test may take. */
export async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 5));
}

export function sorted(texts: readonly string[]): string[] {
  return texts.toSorted();
}

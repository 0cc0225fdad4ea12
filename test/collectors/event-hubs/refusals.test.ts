import { BlobServiceClient } from '@azure/storage-blob';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Finding } from '../../../src/collectors/contracts/finding.ts';
import { EventHubAccessError } from '../../../src/collectors/logs/event-hub/failure.ts';
import { eventHubLogs } from '../../../src/collectors/logs/event-hub/source.ts';
import type { EventHubLogsOptions } from '../../../src/collectors/logs/event-hub/options.ts';
import { startAzurite, type Azurite } from '../../support/azurite.ts';
import { startEventHubs, type EventHubs } from '../../support/event-hubs/event-hubs.ts';
import { newContainer, optionsFor, read, until } from './read-source.ts';

let azurite: Azurite;
let hubs: EventHubs;
beforeAll(async () => {
  azurite = await startAzurite();
});
beforeEach(async () => {
  hubs = await startEventHubs({ partitions: 1 });
});
afterEach(() => hubs.close());
afterAll(() => azurite.close());

/** Returns the error that the iterator throws. */
async function readRefusal(options: EventHubLogsOptions): Promise<EventHubAccessError> {
  const source = eventHubLogs(options);
  const error: unknown = await read(source).ended.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  await source.close();
  expect(error).toBeInstanceOf(EventHubAccessError);
  return error as EventHubAccessError;
}

test('the error for a wrong key says which policy to take', async () => {
  const connectionString = hubs.connectionString.replace(/SharedAccessKey=[^;]+/, 'SharedAccessKey=d3Jvbmcga2V5');
  const error = await readRefusal(optionsFor(hubs, azurite, { connectionString }));
  expect(error.code).toBe('UnauthorizedError');
  expect(error.message).toContain('a shared access policy with the claim Listen');
  expect(error.message).not.toContain('d3Jvbmcga2V5');
});

test('the error for a policy without the claim Listen names the claim', async () => {
  hubs.faults.unauthorized = 'listen';
  expect((await readRefusal(optionsFor(hubs, azurite))).message).toContain('claim Listen');
});

test('the error for a hub that does not exist names it', async () => {
  const error = await readRefusal(optionsFor(hubs, azurite, { eventHub: 'nowhere' }));
  expect(error.code).toBe('MessagingEntityNotFoundError');
  expect(error.message).toContain('no event hub "nowhere"');
});

test('the error for a consumer group that does not exist names it', async () => {
  const error = await readRefusal(optionsFor(hubs, azurite, { consumerGroup: 'nobody' }));
  expect(error.message).toContain('no consumer group "nobody"');
});

test('reading throws when its rights are revoked', async () => {
  const source = eventHubLogs(optionsFor(hubs, azurite));
  const reading = read(source);
  await until(() => hubs.receivers.length === 1);
  hubs.faults.unauthorized = 'token';
  hubs.dropConnections();
  await expect(reading.ended).rejects.toThrow(EventHubAccessError);
  await source.close();
});

test('the error for a wrong key of the storage account says what to check', async () => {
  const accountKey = Buffer.from('another key').toString('base64');
  const storage = { account: azurite.account, accountKey, endpoint: azurite.endpoint, container: newContainer() };
  const error = await readRefusal(optionsFor(hubs, azurite, { storage }));
  expect(error.code).toBe('AuthorizationFailure');
  expect(error.message).toContain('check storage_account and storage_account_key');
  expect(error.message).not.toContain(accountKey);
});

test('the error for a storage account that does not exist says what to check', async () => {
  const storage = { account: 'nowhere', accountKey: 'a2V5', endpoint: 'http://nowhere.invalid', container: 'checks' };
  const error = await readRefusal(optionsFor(hubs, azurite, { storage }));
  expect(error.code).toBe('ENOTFOUND');
  expect(error.message).toContain('check storage_account');
});

test('the source creates the container under the name that Elastic uses', async () => {
  const options = optionsFor(hubs, azurite, { storage: { connectionString: azurite.connectionString } });
  const reading = read(eventHubLogs(options));
  hubs.send(0, ['event']);
  await until(() => reading.events.length === 1);
  await reading.stop();
  const container = BlobServiceClient.fromConnectionString(azurite.connectionString).getContainerClient(
    'filebeat-openai-logs',
  );
  const names: string[] = [];
  for await (const { name } of container.listBlobsFlat()) names.push(name);
  expect(names.toSorted()).toEqual(['localhost/logs/$default/checkpoint/0', 'localhost/logs/$default/ownership/0']);
});

test('test of a source reports on hub and storage, and creates nothing', async () => {
  const container = newContainer();
  const storage = { connectionString: azurite.connectionString, container };
  const findings: Finding[] = [];
  for await (const finding of eventHubLogs(optionsFor(hubs, azurite, { storage })).test()) findings.push(finding);
  expect(findings.map(({ id, status }) => `${id} ${status}`)).toEqual([
    'event-hub ok',
    'event-hub.consumer-group ok',
    'storage.container ok',
    'storage.account ok',
  ]);
  const service = BlobServiceClient.fromConnectionString(azurite.connectionString);
  expect(await service.getContainerClient(container).exists()).toBe(false);
});

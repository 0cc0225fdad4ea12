import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { BlobServiceClient } from '@azure/storage-blob';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { azureCredential } from '../../../src/collectors/azure/credentials.ts';
import { EventHubAccessError } from '../../../src/collectors/logs/event-hub/failure.ts';
import { eventHubLogs } from '../../../src/collectors/logs/event-hub/source.ts';
import type { EventHubLogsOptions } from '../../../src/collectors/logs/event-hub/options.ts';
import { startAzurite, type Azurite } from '../../support/azurite.ts';
import { APP, AzureStandIn, localhostCertificate, localhostKey } from '../../support/azure-resource-manager/index.ts';
import { startEventHubs, type EventHubs } from '../../support/event-hubs/event-hubs.ts';
import { numbered, optionsFor, read, until } from './read-source.ts';

let azurite: Azurite;
let azure: AzureStandIn;
let hubs: EventHubs;
const trusted = getCACertificates('default');
beforeAll(async () => {
  setDefaultCACertificates([...trusted, localhostCertificate]);
  azurite = await startAzurite();
  azure = await new AzureStandIn({ accounts: [] }).start();
});
beforeEach(async () => {
  hubs = await startEventHubs({ partitions: 1, tls: { key: localhostKey, cert: localhostCertificate } });
});
afterEach(() => hubs.close());
afterAll(async () => {
  setDefaultCACertificates(trusted);
  await azure.stop();
  await azurite.close();
});

/** Returns options for an app registration and a private endpoint. The storage has no TLS, so its key is used. */
async function options(clientSecret: string): Promise<EventHubLogsOptions> {
  const credential = await azureCredential({
    authType: 'client_secret',
    ...APP,
    clientSecret,
    authorityHost: azure.origin,
    disableInstanceDiscovery: true,
  });
  return optionsFor(hubs, azurite, {
    connectionString: undefined,
    credential,
    fullyQualifiedNamespace: 'contoso.servicebus.windows.net',
    customEndpointAddress: `https://localhost:${hubs.port}`,
  });
}

test('an app registration reads over TLS, and events and checkpoints have the name of the namespace', async () => {
  const app = await options(APP.clientSecret);
  hubs.send(0, numbered('event', 10));
  const source = eventHubLogs(app);
  const reading = read(source);
  await until(() => reading.events.length === 10);
  expect(reading.events[0]?.namespace).toBe('contoso.servicebus.windows.net');

  const blobs = BlobServiceClient.fromConnectionString(azurite.connectionString).getContainerClient(
    app.storage.container as string,
  );
  const prefix = 'contoso.servicebus.windows.net/logs/$default';
  const etag = async (): Promise<string | undefined> =>
    (await blobs.getBlobClient(`${prefix}/ownership/0`).getProperties()).etag;
  const first = await etag();
  await until(async () => (await etag()) !== first);
  await reading.stop();
  expect(source.status.lastFailure).toBeUndefined();
  const names: string[] = [];
  for await (const { name } of blobs.listBlobsFlat()) names.push(name);
  expect(names).toEqual([`${prefix}/checkpoint/0`, `${prefix}/ownership/0`]);
});

test('the error for a wrong client secret has the code of Entra ID and not the secret', async () => {
  const source = eventHubLogs(await options('not-the-secret'));
  const error: unknown = await read(source).ended.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  await source.close();
  expect(error).toBeInstanceOf(EventHubAccessError);
  expect((error as EventHubAccessError).code).toBe('AADSTS7000215');
  expect((error as EventHubAccessError).message).toContain('check tenant_id, client_id and client_secret');
  expect((error as EventHubAccessError).message).not.toContain('not-the-secret');
});

test('the error for an identity without the role names the role', async () => {
  hubs.faults.unauthorized = 'listen';
  const source = eventHubLogs(await options(APP.clientSecret));
  await expect(read(source).ended).rejects.toThrow('Azure Event Hubs Data Receiver');
  await source.close();
});

test('a source reads through WebSockets, also after a lost connection', async () => {
  await hubs.close();
  hubs = await startEventHubs({
    partitions: 2,
    transport: 'websocket',
    tls: { key: localhostKey, cert: localhostCertificate },
  });
  const reading = read(eventHubLogs(optionsFor(hubs, azurite, { transport: 'websocket' })));
  hubs.send(0, numbered('event', 100));
  hubs.send(1, [Buffer.alloc(200_000, 'x'), 'small']);
  await until(() => reading.events.length === 102);
  hubs.dropConnections();
  hubs.send(0, ['after']);
  await until(() => reading.events.length === 103);
  await reading.stop();
  expect(reading.bodies.filter((body) => body.length < 20)).toEqual(
    expect.arrayContaining([...numbered('event', 100), 'small', 'after']),
  );
});

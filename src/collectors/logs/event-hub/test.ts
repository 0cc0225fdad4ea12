import type { EventHubConsumerClient } from '@azure/event-hubs';
import type { BlobServiceClient } from '@azure/storage-blob';
import { type CheckResult, fail, failToCheck, type Finding, ok, skip, warn } from '../../contracts/finding.ts';
import { MissingPackageError } from '../../optional-package.ts';
import { consumerClientOptions, createBlobService, createConsumer } from './clients.ts';
import { describeFailure, findHubProblem, lastAttempt, findStorageProblem, unknownHostError } from './failure.ts';
import { type EventHubLogsOptions, EventHubSettingsError } from './options.ts';
import { type HubSettings, readHubOptions, type StorageSettings, readStorageOptions } from './settings.ts';

/** Seconds for an answer: a hub that is reachable answers within one. */
const TIMEOUT = 15;

/** Checks the event hub and the checkpoint storage, each if the options suffice for it, and says what they lack. */
export async function* testEventHub(options: EventHubLogsOptions): AsyncGenerator<Finding, void, void> {
  const hub = testHub(options);
  const storage = testStorage(options);
  storage.catch(() => undefined);
  const [reachable, consumerGroup] = await hub;
  yield { id: 'event-hub', title: 'Event hub', ...reachable };
  const title = `Consumer group ${options.consumerGroup ?? '$Default'}`;
  yield { id: 'event-hub.consumer-group', title, ...consumerGroup };
  const [container, account] = await storage;
  yield { id: 'storage.container', title: 'Storage container', ...container };
  yield { id: 'storage.account', title: 'Storage account', ...account };
}

type HubResults = [reachable: CheckResult, consumerGroup: CheckResult];

const UNREAD_HUB = skip('the event hub could not be read');

async function testHub(options: EventHubLogsOptions): Promise<HubResults> {
  const lacking = missingHub(options);
  if (lacking) return [lacking, UNREAD_HUB];
  try {
    return await readHub(readHubOptions(options), options);
  } catch (error) {
    return [failToCheck(error), UNREAD_HUB];
  }
}

/** Asks for the partitions, and opens a receiver that takes nothing and checkpoints nothing. */
async function readHub(settings: HubSettings, options: EventHubLogsOptions): Promise<HubResults> {
  const retryOptions = { maxRetries: 0, timeoutInMs: TIMEOUT * 1000 };
  const client = await createConsumer(settings, { ...consumerClientOptions(options), retryOptions });
  try {
    const abortSignal = AbortSignal.timeout((TIMEOUT + 5) * 1000);
    const { partitionIds } = await client.getEventHubProperties({ abortSignal });
    const failure = await openReceiver(client, partitionIds[0] ?? '0');
    const { fullyQualifiedNamespace, eventHub } = settings;
    const reachable = ok(`${fullyQualifiedNamespace}/${eventHub} has ${partitionIds.length} partitions`);
    return [reachable, receiverResult(failure, settings)];
  } catch (error) {
    return [hubFailure(error, settings), UNREAD_HUB];
  } finally {
    await client.close().catch(() => {});
  }
}

function missingHub(options: EventHubLogsOptions): CheckResult | undefined {
  const { eventHub, fullyQualifiedNamespace, connectionString, credential } = options;
  if (!eventHub || !(fullyQualifiedNamespace || connectionString)) {
    return fail(
      'the settings name no event hub',
      'Set eventhub and connection_string (step 1, "Create an event hub"), or create them with --print-deployment.',
      ['eventHub', 'policy', 'consumerGroup'],
    );
  }
  return connectionString || credential ? undefined : skip('connection_string is missing');
}

/** @returns what kept the receiver from being opened */
async function openReceiver(client: EventHubConsumerClient, partition: string): Promise<unknown> {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  const handlers = {
    processEvents: async () => resolve(undefined),
    processError: async (error: unknown) => resolve(error),
  };
  // Called without events once the receiver is open and this time has passed.
  const options = { maxBatchSize: 1, maxWaitTimeInSeconds: 0.2, startPosition: { enqueuedOn: Date.now() } };
  const subscription = client.subscribe(partition, handlers, options);
  const timer = setTimeout(() => resolve(new Error(`no answer within ${TIMEOUT} s`)), TIMEOUT * 1000);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    await subscription.close().catch(() => {});
  }
}

function hubFailure(error: unknown, settings: HubSettings): CheckResult {
  const detail = `${settings.fullyQualifiedNamespace}/${settings.eventHub}: ${describeFailure(error)}`;
  const [code, advice] = findHubProblem(error, settings) ?? [];
  if (advice) return fail(detail, advice, code === 'MessagingEntityNotFoundError' ? NO_HUB : refused(code, settings));
  const unknown = unknownHostError(error, 'hub', settings);
  if (unknown) return fail(detail, unknown.message, NO_HUB);
  return fail(
    detail,
    'Port 5671 must be open to the namespace, or set transport: websocket to use 443; in the Azure portal, ' +
      'Event Hubs namespace > Networking must let this machine in.',
  );
}

const NO_HUB = ['eventHub', 'policy'];

/** Returns the resource that is missing if the hub refuses to be read. */
function refused(code: string | undefined, { hubAccess }: HubSettings): string[] | undefined {
  if (code !== 'UnauthorizedError') return undefined;
  return ['credential' in hubAccess ? 'dataRoles' : 'policy'];
}

function receiverResult(failure: unknown, settings: HubSettings): CheckResult {
  const { consumerGroup } = settings;
  if (failure === undefined) return ok('a receiver can be opened: Listen is allowed, and the group exists');
  const detail = describeFailure(failure);
  switch (lastAttempt(failure).code) {
    case 'ReceiverDisconnectedError':
      return ok(`Listen is allowed, and ${consumerGroup} exists; a collector reads it at present`);
    case 'MessagingEntityNotFoundError':
      return fail(
        detail,
        `There is no consumer group ${consumerGroup}: az eventhubs eventhub consumer-group create, or use $Default.`,
        ['consumerGroup'],
      );
    case 'QuotaExceededError':
      return fail(detail, `Too many readers of ${consumerGroup}: give the collector a consumer group of its own.`);
    default: {
      const [code, advice] = findHubProblem(failure, settings) ?? [];
      return advice
        ? fail(detail, advice, refused(code, settings))
        : fail(detail, 'Try again; if it fails again, see the metrics of the Event Hubs namespace.');
    }
  }
}

type StorageResults = [container: CheckResult, account: CheckResult];

/** Reads the properties of the container and of the account; creates and writes nothing. */
async function testStorage(options: EventHubLogsOptions): Promise<StorageResults> {
  const unread = skip('the storage account could not be read');
  let settings: StorageSettings | undefined;
  try {
    settings = readStorageOptions(options);
    const service = await createBlobService(settings.storageAccess, { maxTries: 2, tryTimeoutInMs: TIMEOUT * 1000 });
    return [await containerResult(service, settings.container), await accountResult(service)];
  } catch (error) {
    return [storageFailure(error, settings), unread];
  }
}

async function containerResult(service: BlobServiceClient, name: string): Promise<CheckResult> {
  try {
    const container = service.getContainerClient(name);
    const { blobPublicAccess, hasImmutabilityPolicy, hasLegalHold } = await container.getProperties();
    if (hasImmutabilityPolicy || hasLegalHold) {
      return fail(
        `${name} has ${hasLegalHold ? 'a legal hold' : 'an immutability policy'}`,
        'Checkpoints are overwritten: use another container (storage_account_container).',
      );
    }
    if (blobPublicAccess) return warn(`${name} can be read by everyone`, 'Set its access level to Private.');
    return ok(`${name} exists, and is private`);
  } catch (error) {
    if (lastAttempt(error).statusCode !== 404) throw error;
    return ok(`${name} does not exist yet; collect creates it when it starts`);
  }
}

/** Elastic's tutorial asks for an account without hierarchical namespace and soft delete. */
async function accountResult(service: BlobServiceClient): Promise<CheckResult> {
  const [account, properties] = await Promise.all([
    service.getAccountInfo().catch(() => undefined),
    service.getProperties().catch(() => undefined),
  ]);
  if (account?.isHierarchicalNamespaceEnabled) {
    return warn(
      'the account has a hierarchical namespace',
      'The tutorial wants Hierarchical namespace: disabled; it cannot be switched off later, so use another account.',
    );
  }
  if (properties?.deleteRetentionPolicy?.enabled) {
    return warn(
      'soft delete for blobs is on',
      'The tutorial wants Enable soft delete for blobs: disabled. ' +
        'az storage account blob-service-properties update --account-name <account> --enable-delete-retention false',
    );
  }
  if (!account && !properties) return skip('its settings cannot be read with these permissions');
  return ok('hierarchical namespace and soft delete for blobs are off, as the tutorial wants');
}

const NO_STORAGE = ['storageAccount', 'container'];

function storageFailure(error: unknown, settings: StorageSettings | undefined): CheckResult {
  if (error instanceof EventHubSettingsError) {
    const action = 'Set it (step 1, "Create a storage account container"), or create it with --print-deployment.';
    return fail(error.message, action, NO_STORAGE);
  }
  if (!settings || error instanceof MissingPackageError) return failToCheck(error);
  const [code, advice] = findStorageProblem(error, settings) ?? [];
  if (!advice) {
    const action = 'There must be a storage account of this name: check storage_account.';
    return fail(describeFailure(error), action, NO_STORAGE);
  }
  const isRoleMissing = 'credential' in settings.storageAccess && !code?.startsWith('AADSTS');
  return fail(describeFailure(error), advice, isRoleMissing ? ['dataRoles'] : undefined);
}

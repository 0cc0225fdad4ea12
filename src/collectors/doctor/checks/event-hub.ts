import type { EventHubConsumerClient } from '@azure/event-hubs';
import { connectionStringParts } from '../../azure/connection-string.ts';
import { importOptional } from '../../optional-package.ts';
import { type Finding, fail, ok, skip } from '../check.ts';
import { describeError } from '../../errors.ts';
import type { DoctorContext } from '../context.ts';

/** What connecting to the event hub showed. */
export interface HubFindings {
  readonly reachable: Finding;
  readonly consumerGroup: Finding;
}

/** Seconds for an answer: a hub that is there answers within one. */
const TIMEOUT = 15;

/** Connects to the event hub, asks for its partitions, and opens a receiver that takes nothing and checkpoints nothing. */
export async function checkEventHub(context: DoctorContext): Promise<HubFindings> {
  const { eventHub, namespace } = context;
  const consumerGroup = skip('the event hub could not be read');
  if (!eventHub || !namespace) {
    return { reachable: fail(...MISSING, ['eventHub', 'policy', 'consumerGroup']), consumerGroup };
  }
  const client = await hubClient(context, eventHub, namespace);
  if (client === undefined) return { reachable: skip('connection_string is missing'), consumerGroup };
  try {
    const { partitionIds } = await client.getEventHubProperties({
      abortSignal: AbortSignal.timeout((TIMEOUT + 5) * 1000),
    });
    const received = await tryToReceive(client, partitionIds[0] ?? '0');
    const reachable = ok(`${namespace}/${eventHub} has ${partitionIds.length} partitions`);
    return received === undefined
      ? { reachable, consumerGroup: ok('a receiver can be opened: Listen is allowed, and the group is there') }
      : { reachable, consumerGroup: receiverFinding(context, received) };
  } catch (error) {
    return { reachable: hubFinding(context, error), consumerGroup };
  } finally {
    await client.close().catch(() => {});
  }
}

const MISSING: [detail: string, action: string] = [
  'the settings name no event hub',
  'Set eventhub and connection_string (step 1, "Create an event hub"), or make them with --print-bicep or --print-az.',
];

async function hubClient(
  { settings, credential }: DoctorContext,
  eventHub: string,
  namespace: string,
): Promise<EventHubConsumerClient | undefined> {
  const { EventHubConsumerClient: Client } = await importOptional(
    '@azure/event-hubs',
    () => import('@azure/event-hubs'),
  );
  const options = {
    retryOptions: { maxRetries: 0, timeoutInMs: TIMEOUT * 1000 },
    ...(settings.transport === 'websocket' && { webSocketOptions: { webSocket: globalThis.WebSocket } }),
  };
  const { connection_string: connectionString, consumer_group: group } = settings;
  if (settings.auth_type === 'connection_string') {
    return connectionString === undefined ? undefined : new Client(group, connectionString, eventHub, options);
  }
  return credential && new Client(group, namespace, eventHub, credential, options);
}

/** @returns what kept the receiver from being opened */
async function tryToReceive(client: EventHubConsumerClient, partition: string): Promise<unknown> {
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

function hubFinding({ eventHub, namespace, settings }: DoctorContext, error: unknown): Finding {
  const detail = `${namespace}/${eventHub}: ${describeError(error)}`;
  switch (codeOf(error)) {
    case 'UnauthorizedError':
      return unauthorized(detail, settings.auth_type);
    case 'MessagingEntityNotFoundError':
      return fail(detail, 'There is no event hub of this name in the namespace: see eventhub.', ['eventHub', 'policy']);
    case 'ENOTFOUND':
      return fail(detail, 'There is no namespace of this host name: see connection_string or eventhub_namespace.', [
        'eventHub',
        'policy',
      ]);
    default:
      return fail(
        detail,
        'Port 5671 must be open to the namespace, or set transport: websocket to use 443; in the Azure portal, ' +
          'Event Hubs namespace > Networking must let this machine in.',
      );
  }
}

function receiverFinding({ settings }: DoctorContext, error: unknown): Finding {
  const { consumer_group: group, auth_type } = settings;
  switch (codeOf(error)) {
    case 'ReceiverDisconnectedError':
      return ok(`Listen is allowed, and ${group} is there; a collector reads it at present`);
    case 'MessagingEntityNotFoundError':
      return fail(
        describeError(error),
        `There is no consumer group ${group}: az eventhubs eventhub consumer-group create, or use $Default.`,
        ['consumerGroup'],
      );
    case 'UnauthorizedError':
      return unauthorized(describeError(error), auth_type);
    case 'QuotaExceededError':
      return fail(
        describeError(error),
        `Too many readers of ${group}: give the collector a consumer group of its own.`,
      );
    default:
      return fail(describeError(error), 'Try again; if it stays, look at the metrics of the Event Hubs namespace.');
  }
}

function unauthorized(detail: string, authType: string): Finding {
  return authType === 'connection_string'
    ? fail(
        detail,
        'The policy of connection_string must have Listen, and its key must be a present one: Event Hubs namespace > ' +
          'Shared access policies.',
        ['policy'],
      )
    : fail(
        detail,
        'The identity needs the role "Azure Event Hubs Data Receiver" on the namespace or the event hub; a new role ' +
          'takes some minutes.',
        ['role'],
      );
}

function codeOf(error: unknown): string {
  const { code, name } = error as { code?: string; name?: string };
  return String(code ?? name);
}

/** Name of the policy in the connection string. */
export function policyNameOf(connectionString: string | undefined): string | undefined {
  return connectionString === undefined
    ? undefined
    : connectionStringParts(connectionString).get('sharedaccesskeyname');
}

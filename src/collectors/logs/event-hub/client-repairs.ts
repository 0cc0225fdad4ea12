import type { EventHubConsumerClient, RetryOptions } from '@azure/event-hubs';
import { bodyBytes } from './body.ts';
import type { CreditLink, HeldBytes, PartitionBytes } from './held-bytes.ts';

/** What is used of the inside of the client. All of it is looked for before it is used. */
interface InternalClient {
  readonly _context?: {
    connection?: InternalConnection;
    refreshConnection?: () => void;
    readonly managementSession?: { getEventHubProperties?: (options: object) => Promise<unknown> };
  };
}

interface InternalConnection {
  createReceiver?: (options: ReceiverOptions) => Promise<CreditLink>;
}

interface ReceiverOptions {
  readonly source?: { readonly address?: string };
  readonly onMessage?: (context: MessageContext) => void;
}

interface MessageContext {
  readonly message?: { readonly body?: unknown; readonly message_annotations?: Record<string, unknown> };
}

/**
 * Keeps the events that are on their way to a receiver within its prefetch, and within what the process may hold.
 *
 * The client (6.0.4) grants the whole prefetch again each time it asks for a batch, whatever it granted before. While
 * few events come that adds up: after a day of one event a second the hub may send 25 million at once, which the client
 * would hold in memory when the reader falls behind. It also counts events, whatever their size: 16 partitions with
 * 300 events of 200 KB each are a gigabyte. Here `held` decides how much of it is granted, and when.
 *
 * @see https://github.com/Azure/azure-sdk-for-js/issues/27253
 */
export function controlCredit(client: EventHubConsumerClient, held: HeldBytes): void {
  const context = (client as unknown as InternalClient)._context;
  if (!context?.connection) return;
  controlConnection(context.connection, held);
  const refresh = context.refreshConnection;
  if (!refresh) return;
  // Called for each new connection after a broken one.
  context.refreshConnection = function () {
    refresh.call(this);
    if (this.connection) controlConnection(this.connection, held);
  };
}

function controlConnection(connection: InternalConnection, held: HeldBytes): void {
  const createReceiver = connection.createReceiver;
  if (!createReceiver) return;
  connection.createReceiver = async function (options) {
    const partitionId = /\/Partitions\/([^/]+)$/.exec(options.source?.address ?? '')?.[1];
    const bytes = partitionId === undefined ? undefined : held.partition(partitionId);
    const { onMessage } = options;
    if (!bytes || !onMessage) return createReceiver.call(this, options);
    const receiver = await createReceiver.call(this, {
      ...options,
      onMessage: (message) => {
        onMessage(message);
        onArrival(bytes, message);
      },
    });
    const { addCredit } = receiver;
    if (typeof receiver.credit === 'number') {
      const link: CreditLink = {
        get credit() {
          return receiver.credit;
        },
        isOpen: () => receiver.isOpen(),
        addCredit: (credit) => addCredit.call(receiver, credit),
      };
      receiver.addCredit = (credit) => bytes.want(link, credit);
    }
    return receiver;
  };
}

function onArrival(bytes: PartitionBytes, { message }: MessageContext): void {
  const section = message?.body as { readonly content?: unknown } | null | undefined;
  const sequenceNumber = Number(message?.message_annotations?.['x-opt-sequence-number']);
  bytes.onArrival(sequenceNumber, bodyBytes(section?.content ?? section).byteLength);
}

/**
 * Lets the load balancing, too, retry as it was told to. The client (6.0.4) forgets its retry options there and waits
 * half a minute after each failed request: neither are partitions claimed in that time, nor are ownerships renewed.
 */
export function retryLoadBalancing(client: EventHubConsumerClient, retryOptions: RetryOptions): void {
  const session = (client as unknown as InternalClient)._context?.managementSession;
  const getEventHubProperties = session?.getEventHubProperties;
  if (!session || !getEventHubProperties) return;
  session.getEventHubProperties = function (options) {
    return getEventHubProperties.call(this, { retryOptions: { ...retryOptions }, ...options });
  };
}

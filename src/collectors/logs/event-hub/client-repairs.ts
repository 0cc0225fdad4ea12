import type { EventHubConsumerClient, RetryOptions } from '@azure/event-hubs';
import type { CreditLink, HeldBytes, PartitionBytes } from './held-bytes.ts';
import { bodyBytes } from './hub-event.ts';

/** The client's internals that the repairs use. Each part is checked before it is used. */
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
 * Limits the events on their way to a receiver by its prefetch and by the bytes that the process may hold.
 *
 * The client (6.0.4) grants the whole prefetch again each time it asks for a batch, in addition to earlier grants. With
 * few events that adds up: after a day of one event a second the hub may send 25 million at once, all of which the
 * client would hold in memory when the reader falls behind. It also counts events, whatever their size: 16 partitions
 * with 300 events of 200 KB each are a gigabyte. Here `held` decides how much credit is granted, and when.
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
        recordArrival(bytes, message);
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

function recordArrival(bytes: PartitionBytes, { message }: MessageContext): void {
  const section = message?.body as { readonly content?: unknown } | null | undefined;
  const sequenceNumber = Number(message?.message_annotations?.['x-opt-sequence-number']);
  bytes.onArrival(sequenceNumber, bodyBytes(section?.content ?? section).byteLength);
}

/**
 * Makes the load balancing use the retry options. The client (6.0.4) ignores them there and waits half a minute after
 * each failed request, during which it neither claims partitions nor renews ownerships.
 */
export function retryLoadBalancing(client: EventHubConsumerClient, retryOptions: RetryOptions): void {
  const session = (client as unknown as InternalClient)._context?.managementSession;
  const getEventHubProperties = session?.getEventHubProperties;
  if (!session || !getEventHubProperties) return;
  session.getEventHubProperties = function (options) {
    return getEventHubProperties.call(this, { retryOptions: { ...retryOptions }, ...options });
  };
}

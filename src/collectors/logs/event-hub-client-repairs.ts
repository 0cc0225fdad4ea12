import type { EventHubConsumerClient, RetryOptions } from '@azure/event-hubs';

/** What is used of the inside of the client. All of it is looked for before it is used. */
interface InternalClient {
  readonly _context?: {
    connection?: InternalConnection;
    refreshConnection?: () => void;
    readonly managementSession?: { getEventHubProperties?: (options: object) => Promise<unknown> };
  };
}

interface InternalConnection {
  createReceiver?: (options: object) => Promise<InternalReceiver>;
}

interface InternalReceiver {
  readonly credit: number;
  addCredit(credit: number): void;
}

/**
 * Keeps the events that are on their way to a receiver within its prefetch.
 *
 * The client (6.0.4) grants the whole prefetch again each time it asks for a batch, whatever it granted before. While
 * few events come that adds up: after a day of one event a second the hub may send 25 million at once, which the client
 * would hold in memory when the reader falls behind. Here what is still granted is taken off.
 *
 * @see https://github.com/Azure/azure-sdk-for-js/issues/27253
 */
export function limitCredit(client: EventHubConsumerClient): void {
  const context = (client as unknown as InternalClient)._context;
  if (!context?.connection) return;
  limitConnection(context.connection);
  const refresh = context.refreshConnection;
  if (!refresh) return;
  // Called for each new connection after a broken one.
  context.refreshConnection = function () {
    refresh.call(this);
    if (this.connection) limitConnection(this.connection);
  };
}

function limitConnection(connection: InternalConnection): void {
  const createReceiver = connection.createReceiver;
  if (!createReceiver) return;
  connection.createReceiver = async function (options) {
    const receiver = await createReceiver.call(this, options);
    const { addCredit } = receiver;
    if (typeof receiver.credit === 'number') {
      receiver.addCredit = function (credit) {
        if (credit > this.credit) addCredit.call(this, credit - this.credit);
      };
    }
    return receiver;
  };
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

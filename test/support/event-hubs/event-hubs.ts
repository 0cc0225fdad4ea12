import { randomBytes } from 'node:crypto';
import type { AddressInfo, Server, Socket } from 'node:net';
import rhea from 'rhea';
import type { AmqpError, Connection, Container, EventContext, Message } from 'rhea';
import { listenClaimMissing, linkStolen } from './amqp-errors.ts';
import { findTokenProblem } from './claims.ts';
import type { AccessPolicy } from './claims.ts';
import type { AttachedReceiver } from './consumer-link.ts';
import { encodeSections } from './encode-event.ts';
import type { EventBody } from './encode-event.ts';
import { noFaults } from './faults.ts';
import type { Faults } from './faults.ts';
import { Hub } from './hub.ts';
import { serveRequests } from './request-response.ts';
import type { Answer } from './request-response.ts';
import { createWebSocketServer } from './websocket.ts';
import type { WebSocketEnd } from './websocket.ts';

export interface EventHubsOptions {
  /** @default 'logs' */
  readonly hub?: string;
  /** @default 4 */
  readonly partitions?: number;
  /** @default ['$Default'] */
  readonly consumerGroups?: readonly string[];
  /** A fixed port, to restart at the same address. @default any free one */
  readonly port?: number;
  /** Key of the access policy, to restart with the same connection string. @default a random one */
  readonly key?: string;
  /** Makes the server use TLS, as the service does; a token credential requires it. @default plain TCP */
  readonly tls?: { readonly key: string | Buffer; readonly cert: string | Buffer };
  /** `websocket` is AMQP over WebSockets, which requires `tls`. @default 'amqp' */
  readonly transport?: 'amqp' | 'websocket';
}

/** An event hub on loopback with the AMQP 1.0 of Azure Event Hubs. */
export interface EventHubs {
  readonly hub: string;
  readonly port: number;
  /** For a policy that may listen and send; without `EntityPath`. */
  readonly connectionString: string;
  readonly faults: Faults;
  send(partition: string | number, bodies: readonly EventBody[], options?: { enqueuedTime?: number }): void;
  /** Adds events that are created when they are read: a million of them need no memory. */
  generate(partition: string | number, count: number, bodyAt: (index: number) => EventBody): void;
  /** Returns the number of events in a partition. */
  count(partition: string | number): number;
  /** Number of events sent to any receiver. */
  readonly sent: number;
  readonly receivers: readonly AttachedReceiver[];
  /** Number of receivers that have attached since the start. */
  readonly attached: number;
  /** Destroys every TCP connection. */
  dropConnections(): void;
  /** Detaches the receivers of a partition; by default as if another receiver had taken it. */
  detach(partition: string | number, error?: AmqpError): void;
  close(): Promise<void>;
}

/** Starts the server in this process. */
export async function startEventHubs(options: EventHubsOptions = {}): Promise<EventHubs> {
  const { hub: name = 'logs', partitions = 4, consumerGroups = ['$Default'], port = 0, key, tls, transport } = options;
  const faults = noFaults();
  const hub = new Hub({ name, partitions, consumerGroups, faults });
  const policy: AccessPolicy = { name: 'listen-and-send', key: key ?? randomBytes(32).toString('base64') };
  const sockets = new Set<Socket>();
  const container = createContainer(hub, policy, faults);
  const at = { host: '127.0.0.1', port };
  const server: Server =
    tls && transport === 'websocket'
      ? createWebSocketServer(tls, (socket) => acceptWebSocket(container, socket)).listen(at)
      : (container.listen({ ...at, ...(tls && { transport: 'tls', ...tls }) } as ListenOptions) as Server);
  server.on(tls ? 'secureConnection' : 'connection', (socket: Socket) => {
    sockets.add(socket.on('close', () => sockets.delete(socket)));
  });
  await new Promise<void>((resolve, reject) => server.once('listening', resolve).once('error', reject));
  const address = server.address() as AddressInfo;

  const dropConnections = (): void => sockets.forEach((socket) => socket.destroy());
  return {
    hub: name,
    port: address.port,
    connectionString:
      `Endpoint=sb://localhost:${address.port};SharedAccessKeyName=${policy.name};SharedAccessKey=${policy.key};` +
      `UseDevelopmentEmulator=true`,
    faults,
    send: (partition, bodies, { enqueuedTime } = {}) => {
      for (const body of bodies) hub.partition(partition).append(encodeSections(body), enqueuedTime);
    },
    generate: (partition, count, bodyAt) =>
      hub.partition(partition).generate(count, (index) => encodeSections(bodyAt(index))),
    count: (partition) => hub.partition(partition).state.lastSequenceNumber + 1,
    get sent() {
      return hub.sent;
    },
    get attached() {
      return hub.attached;
    },
    get receivers() {
      return [...hub.consumers];
    },
    dropConnections,
    detach: (partition, error) => {
      for (const consumer of [...hub.consumers].filter(({ partitionId }) => partitionId === String(partition))) {
        hub.detach(consumer, error ?? linkStolen(consumer.epoch ?? 0));
      }
    },
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      dropConnections();
      await closed;
    },
  };
}

type ListenOptions = Parameters<Container['listen']>[0];

/** The types of rhea require a TCP socket, of which it uses only the members that a WebSocket has. */
function acceptWebSocket(container: Container, socket: WebSocketEnd): void {
  container.websocket_accept(socket as unknown as Socket, {});
}

function createContainer(hub: Hub, policy: AccessPolicy, faults: Faults): Container {
  const container = rhea.create_container({ id: 'event-hubs', receiver_options: { autoaccept: false } });
  container.sasl_server_mechanisms.enable_anonymous();
  // The service offers this for claims-based security. It is as open as ANONYMOUS: the token follows on $cbs.
  container.sasl_server_mechanisms.MSSBCBS = container.sasl_server_mechanisms.ANONYMOUS;
  const authorized = new WeakSet<Connection>();

  container.on('sender_open', ({ sender, connection }: EventContext) => {
    if (!sender) return;
    sender.set_source(sender.source);
    const address = sender.source.address;
    if (isNode(address, '$cbs') || isNode(address, '$management')) return;
    if (authorized.has(connection)) hub.onConsumer(sender);
    else sender.close(listenClaimMissing(address));
  });
  container.on('receiver_open', ({ receiver, connection }: EventContext) => {
    if (!receiver) return;
    receiver.set_target(receiver.target);
    const address = receiver.target.address;
    if (isNode(address, '$cbs')) {
      serveRequests(receiver, (request) => putToken(request, policy, faults, () => authorized.add(connection)));
    } else if (!authorized.has(connection)) {
      receiver.close(listenClaimMissing(address));
    } else if (isNode(address, '$management')) {
      hub.onManagement(receiver);
    } else {
      hub.onProducer(receiver);
    }
  });
  // A client that disconnects, in any way, is not an error of the server.
  for (const event of ['disconnected', 'connection_error', 'connection_close', 'error', 'protocol_error']) {
    container.on(event, () => {});
  }
  return container;
}

/** The name of the hub may precede `$management`. */
function isNode(address: string | undefined, node: string): boolean {
  return address === node || address?.endsWith(`/${node}`) === true;
}

function putToken(request: Message, policy: AccessPolicy, faults: Faults, authorize: () => void): Answer {
  const { type } = request['application_properties'] as { type: string };
  const problem =
    faults.unauthorized === 'token'
      ? 'InvalidSignature: The token has an invalid signature.'
      : findTokenProblem(type, String(request['body'] ?? ''), policy);
  if (problem) return { status: 401, error: { condition: 'amqp:unauthorized-access', description: problem } };
  authorize();
  return { status: 202 };
}

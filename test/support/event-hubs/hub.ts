import type { Socket } from 'node:net';
import type { AmqpError, Connection, Message, Receiver, Sender } from 'rhea';
import { badSelector, entityNotFound, linkStolen, listenClaimMissing } from './amqp-errors.ts';
import { ConsumerLink } from './consumer-link.ts';
import type { Faults } from './faults.ts';
import { takeServerBusy } from './faults.ts';
import { readManagement } from './management.ts';
import { PartitionLog } from './partition-log.ts';
import { serveProducer } from './producer-link.ts';
import { serveRequests } from './request-response.ts';
import type { Answer } from './request-response.ts';
import { findStart } from './selector.ts';

interface HubOptions {
  readonly name: string;
  readonly partitions: number;
  readonly consumerGroups: readonly string[];
  readonly faults: Faults;
}

const CONSUMER_ADDRESS = /^(?<hub>[^/]+)\/ConsumerGroups\/(?<group>[^/]+)\/Partitions\/(?<partition>[^/]+)$/i;
const PRODUCER_ADDRESS = /^(?<hub>[^/]+)(?:\/Partitions\/(?<partition>[^/]+))?$/i;
const SELECTOR = 'apache.org:selector-filter:string';

/** The event hub: its partitions and their receivers. */
export class Hub {
  readonly name: string;
  readonly createdAt: number = Date.now();
  readonly partitions: ReadonlyMap<string, PartitionLog>;
  readonly consumers: Set<ConsumerLink> = new Set();
  /** Number of events sent to any receiver. */
  sent = 0;
  /** Number of receivers that have attached. */
  attached = 0;
  readonly #consumerGroups: readonly string[];
  readonly #faults: Faults;
  #turn = 0;

  constructor({ name, partitions, consumerGroups, faults }: HubOptions) {
    this.name = name;
    this.partitions = new Map(Array.from({ length: partitions }, (_, index) => [String(index), new PartitionLog()]));
    this.#consumerGroups = consumerGroups.map((group) => group.toLowerCase());
    this.#faults = faults;
  }

  /** Called when a client asks for events. */
  onConsumer(sender: Sender): void {
    const address = sender.source.address;
    const filter = readSelector(sender);
    const { group = '', partition = '' } = CONSUMER_ADDRESS.exec(address)?.groups ?? {};
    const log = this.partitions.get(partition);
    const start = log && findStart(filter, log);
    const refusal =
      this.#findRefusal(address, log !== undefined && this.#consumerGroups.includes(group.toLowerCase())) ??
      (start === undefined ? badSelector(filter) : undefined);
    if (refusal || !log || start === undefined) return sender.close(refusal);

    const consumer: ConsumerLink = new ConsumerLink({
      sender,
      log,
      consumerGroup: group,
      partitionId: partition,
      filter,
      start,
      faults: this.#faults,
      onSent: () => this.sent++,
    });
    const rivals = [...this.consumers].filter((rival) => isRival(rival, consumer));
    if (rivals.some((rival) => (rival.epoch ?? -1) > (consumer.epoch ?? -1))) {
      return consumer.detach(linkStolen(Math.max(...rivals.map(({ epoch }) => epoch ?? 0))));
    }
    if (consumer.epoch !== undefined) for (const rival of rivals) this.detach(rival, linkStolen(consumer.epoch));
    this.consumers.add(consumer);
    this.attached++;
    sender.on('sender_close', () => this.#remove(consumer));
    onDisconnected(sender.connection, () => this.#remove(consumer));
  }

  /** Called when a client wants to send events, to one partition or to any. */
  onProducer(receiver: Receiver): void {
    const address = receiver.target.address;
    const { partition } = PRODUCER_ADDRESS.exec(address)?.groups ?? {};
    const refusal = this.#findRefusal(address, partition === undefined || this.partitions.has(partition));
    if (refusal) return receiver.close(refusal);
    serveProducer(receiver, (sections) => this.partition(partition ?? this.#nextPartition()).append(sections));
  }

  onManagement(receiver: Receiver): void {
    serveRequests(receiver, (request: Message): Answer => {
      const busy = takeServerBusy(this.#faults);
      if (busy) return { status: 503, error: busy };
      if (this.#faults.unauthorized) return { status: 401, error: listenClaimMissing(this.name) };
      return readManagement(request, this);
    });
  }

  partition(id: string | number): PartitionLog {
    const log = this.partitions.get(String(id));
    if (!log) throw new RangeError(`The hub has no partition ${id}`);
    return log;
  }

  detach(consumer: ConsumerLink, error: AmqpError): void {
    this.consumers.delete(consumer);
    consumer.detach(error);
  }

  #remove(consumer: ConsumerLink): void {
    consumer.close();
    this.consumers.delete(consumer);
  }

  #findRefusal(address: string, known: boolean): AmqpError | undefined {
    if (!known || address.split('/')[0]?.toLowerCase() !== this.name.toLowerCase()) return entityNotFound(address);
    if (this.#faults.unauthorized) return listenClaimMissing(address);
    return takeServerBusy(this.#faults);
  }

  #nextPartition(): number {
    return this.#turn++ % this.partitions.size;
  }
}

/** rhea reports no socket that is destroyed on this side, and its WebSockets are not event emitters. */
function onDisconnected(connection: Connection, listener: () => void): void {
  connection.setMaxListeners(0).once('disconnected', listener);
  const { socket } = connection as unknown as { socket: Partial<Socket> };
  socket.setMaxListeners?.(0).once('close', listener);
}

function isRival(one: ConsumerLink, other: ConsumerLink): boolean {
  return one.partitionId === other.partitionId && one.consumerGroup.toLowerCase() === other.consumerGroup.toLowerCase();
}

/** Returns the selector, a described string; a receiver without one reads from the first event. */
function readSelector(sender: Sender): string {
  const filter: unknown = sender.source.filter?.[SELECTOR];
  return filter === undefined || filter === null ? "amqp.annotation.x-opt-offset > '-1'" : String(filter);
}

import type { AmqpError, Sender } from 'rhea';
import { encodeEvent } from './encode-event.ts';
import type { Faults } from './faults.ts';
import type { PartitionLog } from './partition-log.ts';

/** A receiver, as a test sees it. */
export interface AttachedReceiver {
  /** The client's name for its connection; each process has its own. */
  readonly connectionId: string;
  readonly consumerGroup: string;
  readonly partitionId: string;
  /** Undefined for a receiver without epoch. */
  readonly epoch: number | undefined;
  /** The selector of its request. */
  readonly filter: string;
  /** Number of events sent to it. */
  readonly sent: number;
}

interface ConsumerLinkOptions {
  readonly sender: Sender;
  readonly log: PartitionLog;
  readonly consumerGroup: string;
  readonly partitionId: string;
  readonly filter: string;
  /** Sequence number of the first event to send. */
  readonly start: number;
  readonly faults: Faults;
  onSent(): void;
}

const EPOCH = 'com.microsoft:epoch';
const RUNTIME_METRICS = 'com.microsoft:enable-receiver-runtime-metric';

/** Sends the events of a partition to one receiver, as far as its credit allows. */
export class ConsumerLink implements AttachedReceiver {
  readonly connectionId: string;
  readonly consumerGroup: string;
  readonly partitionId: string;
  readonly filter: string;
  readonly epoch: number | undefined;
  sent = 0;
  readonly #options: ConsumerLinkOptions;
  readonly #wantsMetrics: boolean;
  readonly #stopListening: () => void;
  #next: number;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: ConsumerLinkOptions) {
    const { sender, log, faults, start } = options;
    this.#options = options;
    this.connectionId = sender.connection.container_id;
    this.consumerGroup = options.consumerGroup;
    this.partitionId = options.partitionId;
    this.filter = options.filter;
    this.epoch = readEpoch(sender);
    this.#wantsMetrics = [sender.desired_capabilities].flat().includes(RUNTIME_METRICS);
    this.#next = Math.max(0, start - faults.duplicates);
    this.#stopListening = log.onAppend(() => this.#send());
    sender.on('sender_flow', () => this.#send());
    // Sending may wait for room in the session's buffer, which a settled delivery frees.
    sender.on('settled', () => this.#send());
  }

  detach(error: AmqpError): void {
    this.close();
    this.#options.sender.close(error);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#stopListening();
  }

  #send(): void {
    const { log, faults } = this.#options;
    while (!this.#closed && !this.#timer && this.#hasCredit()) {
      const event = log.at(this.#next);
      if (!event) return;
      if (faults.delay > 0) {
        this.#timer = setTimeout(() => {
          this.#timer = undefined;
          this.#transfer(encodeEvent(event, this.#metrics()));
          this.#send();
        }, faults.delay);
        return;
      }
      this.#transfer(encodeEvent(event, this.#metrics()));
    }
  }

  #metrics(): PartitionLog['state'] | undefined {
    return this.#wantsMetrics ? this.#options.log.state : undefined;
  }

  #transfer(bytes: Buffer): void {
    this.#options.sender.send(bytes, undefined, 0);
    this.#next++;
    this.sent++;
    this.#options.onSent();
  }

  /** rhea counts a delivery when it is written, later than when it is handed over; the sum of both counts is constant. */
  #hasCredit(): boolean {
    const { credit, delivery_count, session } = this.#options.sender as Sender & {
      credit: number;
      delivery_count: number;
      session: { outgoing: { available(): number } };
    };
    return this.sent < credit + delivery_count && session.outgoing.available() > 0;
  }
}

function readEpoch(sender: Sender): number | undefined {
  const epoch: unknown = sender.properties?.[EPOCH];
  return epoch === undefined ? undefined : Number(epoch);
}

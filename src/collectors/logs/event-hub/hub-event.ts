/** One event of an event hub as it was received, its body untouched. */
export interface HubEvent {
  /** Host name of the namespace without its port, such as `contoso.servicebus.windows.net`. */
  readonly namespace: string;
  readonly eventHub: string;
  readonly consumerGroup: string;
  readonly partitionId: string;
  readonly sequenceNumber: number;
  /** The hub's own position, text since Event Hubs promises no number. */
  readonly offset: string;
  /** When the hub took it, in milliseconds since 1970. */
  readonly enqueuedTime: number;
  /** The bytes of an AMQP data section; Azure sends UTF-8 JSON. */
  readonly body: Uint8Array;
}

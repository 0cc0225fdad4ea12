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

/**
 * The bytes of an AMQP body: those of a data section (several follow each other), the UTF-8 of a text, and the JSON of
 * any other value or sequence.
 */
export function bodyBytes(body: unknown): Uint8Array {
  if (body instanceof Uint8Array) return body;
  if (isDataSections(body)) return Buffer.concat(body);
  return Buffer.from(typeof body === 'string' ? body : (JSON.stringify(body) ?? 'null'));
}

function isDataSections(body: unknown): body is Uint8Array[] {
  return Array.isArray(body) && body.length > 0 && body.every((section) => section instanceof Uint8Array);
}

/** An event as it was received from the hub. */
export interface HubEvent {
  /** Host name of the namespace without its port, such as `contoso.servicebus.windows.net`. */
  readonly namespace: string;
  readonly eventHub: string;
  readonly consumerGroup: string;
  readonly partitionId: string;
  readonly sequenceNumber: number;
  /** A string, since Event Hubs does not promise a number. */
  readonly offset: string;
  /** When the hub received the event, in milliseconds since 1970. */
  readonly enqueuedTime: number;
  /** The unchanged bytes of an AMQP data section; Azure sends JSON in UTF-8. */
  readonly body: Uint8Array;
}

/**
 * Returns the bytes of an AMQP body: of one data section or several, of a string in UTF-8, or of the JSON of any other
 * value or sequence.
 */
export function bodyBytes(body: unknown): Uint8Array {
  if (body instanceof Uint8Array) return body;
  if (isDataSections(body)) return Buffer.concat(body);
  return Buffer.from(typeof body === 'string' ? body : (JSON.stringify(body) ?? 'null'));
}

function isDataSections(body: unknown): body is Uint8Array[] {
  return Array.isArray(body) && body.length > 0 && body.every((section) => section instanceof Uint8Array);
}

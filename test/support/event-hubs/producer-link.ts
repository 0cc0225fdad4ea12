import rhea from 'rhea';
import type { Delivery, EventContext, Receiver } from 'rhea';
import { messageTooLarge } from './amqp-errors.ts';

/** Largest message of the standard tier, in bytes. */
export const MAX_MESSAGE_SIZE: number = 1024 * 1024;

/** Message format of a batch, whose data sections are messages. */
const BATCH_FORMAT = 0x80_01_37_00;

interface Section {
  readonly content: Buffer | Buffer[];
  readonly multiple?: boolean;
}

/** Receives single events and batches from a producer, and appends the sections of each event. */
export function serveProducer(receiver: Receiver, append: (sections: Buffer) => void): void {
  receiver.on('message', (context: EventContext) => {
    const delivery = context.delivery as Delivery;
    const events = readEvents(context);
    const bytes = events.reduce((sum, { length }) => sum + length, 0);
    if (bytes > MAX_MESSAGE_SIZE) {
      delivery.reject(messageTooLarge(bytes, MAX_MESSAGE_SIZE));
      return;
    }
    for (const event of events) append(event);
    delivery.accept();
  });
}

function readEvents({ message: received, delivery }: EventContext): Buffer[] {
  if (delivery?.format !== BATCH_FORMAT) return [withoutAnnotations(received)];
  const { content } = rhea.message.decode(received as unknown as Buffer)['body'] as Section;
  return [content].flat().map((encoded) => withoutAnnotations(rhea.message.decode(encoded)));
}

function withoutAnnotations(received: object | undefined): Buffer {
  return rhea.message.encode({ ...received, message_annotations: undefined, delivery_annotations: undefined });
}

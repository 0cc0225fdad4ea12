import rhea from 'rhea';
import type { AmqpError, Dictionary, EventContext, Message, Receiver, Sender, Session } from 'rhea';

/** The answer of a node to a request. */
export type Answer =
  | { readonly status: 200 | 202; readonly body?: unknown }
  | { readonly status: number; readonly error: AmqpError };

/**
 * Answers each message that arrives at `receiver` on the sender of the same session whose target, or name, is the
 * message's `reply_to`, as `$cbs` and `$management` do.
 */
export function serveRequests(receiver: Receiver, answer: (request: Message) => Answer): void {
  receiver.on('message', ({ message: request, delivery }: EventContext) => {
    if (!request) return;
    delivery?.accept();
    findReplyLink(receiver.session, String(request['reply_to']))?.send(createResponse(request, answer(request)));
  });
}

function createResponse(request: Message, answer: Answer): Message {
  const error = 'error' in answer ? answer.error : undefined;
  const properties: Dictionary<unknown> = {
    'status-code': rhea.types.wrap_int(answer.status),
    'status-description': error?.description ?? 'Accepted',
    ...(error && { 'error-condition': rhea.types.wrap_symbol(error.condition) }),
  };
  return {
    correlation_id: request['message_id'],
    application_properties: properties,
    body: 'body' in answer ? answer.body : null,
  } as unknown as Message;
}

function findReplyLink(session: Session, replyTo: string): Sender | undefined {
  return session.find_sender((link: Sender) => link.target?.address === replyTo || link.name === replyTo);
}

import { type Attributes, type Context, SpanStatusCode, trace } from '@opentelemetry/api';
import { asObject, asText } from '../json.ts';
import { buildMessageAttributes, parseMessageAttributes } from '../messages/captured-messages.ts';
import { prepareContent } from '../messages/content.ts';
import * as names from '../semconv/attributes.ts';
import type { EventRecord } from '../semconv/events.ts';
import type { CallContext } from './types.ts';

/** Records the messages of a call, on its span and as an event. A failed call has only the messages of its request. */
export function recordMessages(call: CallContext): void {
  const { span, attributes, settings, messages, logger } = call;
  if (!messages || !(settings.messagesOnSpan || settings.messagesInEvent)) return;
  const messageAttributes = buildMessageAttributes(messages, settings);
  if (settings.messagesOnSpan) span.setAttributes(messageAttributes);
  if (settings.messagesInEvent) {
    logger?.emit(detailsEvent(attributes.recorded ?? {}, messageAttributes, spanContext(call)));
  }
}

/** Records that a call failed: as the status of its span and, with the newest conventions, as an event. */
export function recordError(call: CallContext, error: unknown, errorType: string): void {
  const { span, settings, logger } = call;
  const message = asText(asObject(error)?.['message']);
  // A message may quote the request.
  const text = message && settings.captureResponse ? prepareContent(message, 'error', settings) : undefined;
  span.setStatus({ code: SpanStatusCode.ERROR, message: text ?? errorType });
  if (settings.newestConventions) logger?.emit(exceptionEvent(errorType, text, spanContext(call)));
}

/** Returns the context of the call's span, so that an event belongs to its trace. */
function spanContext({ parentContext, span }: CallContext): Context {
  return trace.setSpan(parentContext, span);
}

/** The conventions' event of a call: the attributes of its span except `response`, and the messages as structures. */
function detailsEvent(spanAttributes: Attributes, messageAttributes: Attributes, context: Context): EventRecord {
  const { [names.RESPONSE]: _, ...attributes } = spanAttributes;
  return {
    eventName: names.GEN_AI_DETAILS_EVENT,
    // `SeverityNumber.DEBUG` of the logs API, as in the conventions.
    severityNumber: 5,
    severityText: 'DEBUG',
    attributes: { ...attributes, ...(parseMessageAttributes(messageAttributes) as Attributes) },
    context,
  };
}

/**
 * The newest conventions' event of a failed call. It has no stack: reading one may run code of the application.
 *
 * @param message undefined if it must not be recorded
 */
function exceptionEvent(type: string, message: string | undefined, context: Context): EventRecord {
  return {
    eventName: names.GEN_AI_EXCEPTION_EVENT,
    // `SeverityNumber.WARN`.
    severityNumber: 13,
    severityText: 'WARN',
    attributes: { [names.EXCEPTION_TYPE]: type, ...(message && { [names.EXCEPTION_MESSAGE]: message }) },
    context,
  };
}

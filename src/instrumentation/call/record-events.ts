import { type Attributes, type Context, SpanStatusCode, trace } from '@opentelemetry/api';
import * as names from '../semconv/attributes.ts';
import type { EventRecord } from '../attribution/index.ts';
import type { CallContext } from './types.ts';
import { messageAttributes, parseMessageAttributes } from '../messages/captured-messages.ts';
import { recordable } from '../messages/content.ts';
import { asObject, asText } from '../json.ts';

/** Records the messages of a call, on its span and as an event. Those of a failed call are what was sent. */
export function recordMessages(start: CallContext): void {
  const { span, attributes, settings, messages, logger } = start;
  if (!messages || !(settings.messagesOnSpan || settings.messagesInEvent)) return;
  const recorded = messageAttributes(messages, settings);
  if (settings.messagesOnSpan) span.setAttributes(recorded);
  if (settings.messagesInEvent) logger?.emit(detailsEvent(attributes.told ?? {}, recorded, contextOf(start)));
}

/** Records that a call failed: as the status of its span and, with the newest conventions, as an event. */
export function recordError(start: CallContext, error: unknown, errorType: string): void {
  const { span, settings, logger } = start;
  const message = asText(asObject(error)?.['message']);
  // A message may quote the request.
  const text = message && settings.captureResponse ? recordable(message, 'error', settings) : undefined;
  span.setStatus({ code: SpanStatusCode.ERROR, message: text ?? errorType });
  if (settings.newestConventions) logger?.emit(exceptionEvent(errorType, text, contextOf(start)));
}

/** That of the call, so that an event is of its trace. */
function contextOf({ parentContext, span }: CallContext): Context {
  return trace.setSpan(parentContext, span);
}

/** The conventions' event of a call: the attributes of its span, `response` aside, and the messages as structures. */
function detailsEvent(spanAttributes: Attributes, messages: Attributes, context: Context): EventRecord {
  const { [names.RESPONSE]: _, ...attributes } = spanAttributes;
  return {
    eventName: names.GEN_AI_DETAILS_EVENT,
    // `SeverityNumber.DEBUG` of the logs API, as the conventions have it.
    severityNumber: 5,
    severityText: 'DEBUG',
    attributes: { ...attributes, ...(parseMessageAttributes(messages) as Attributes) },
    context,
  };
}

/**
 * The newest conventions' event of a call that failed. Without the stack: to read it may run code of the application.
 *
 * @param message undefined if it may not be recorded
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

import type { Attributes, Context } from '@opentelemetry/api';
import * as names from './attributes.ts';
import type { EventRecord } from './attribution/index.ts';
import { structured } from './captured-messages.ts';

/** `SeverityNumber.DEBUG` of the logs API, as the conventions have it. */
const DEBUG = 5;

/** `SeverityNumber.WARN`. */
const WARN = 13;

/**
 * The newest conventions' event of a call that failed. Without the stack: to read it may run code of the application.
 *
 * @param message undefined if it may not be recorded
 */
export function exceptionEvent(type: string, message: string | undefined, context: Context): EventRecord {
  return {
    eventName: names.GEN_AI_EXCEPTION_EVENT,
    severityNumber: WARN,
    severityText: 'WARN',
    attributes: { [names.EXCEPTION_TYPE]: type, ...(message && { [names.EXCEPTION_MESSAGE]: message }) },
    context,
  };
}

/**
 * The conventions' event of a call: the attributes of its span, `response` aside, and the messages as structures.
 *
 * @param context that of the call, so that the event is of its trace
 */
export function detailsEvent(spanAttributes: Attributes, messages: Attributes, context: Context): EventRecord {
  const { [names.RESPONSE]: _, ...attributes } = spanAttributes;
  return {
    eventName: names.GEN_AI_DETAILS_EVENT,
    severityNumber: DEBUG,
    severityText: 'DEBUG',
    attributes: { ...attributes, ...(structured(messages) as Attributes) },
    context,
  };
}

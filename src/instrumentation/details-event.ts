import type { Attributes, Context } from '@opentelemetry/api';
import * as names from './attributes.ts';
import type { EventRecord } from './attribution/index.ts';
import { structured } from './captured-messages.ts';

/** `SeverityNumber.DEBUG` of the logs API, as the conventions have it. */
const DEBUG = 5;

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

import { type JsonObject, asNumber, asText } from '../json.ts';
import * as names from '../semconv/attributes.ts';
import { EventFold, type EventShape } from './event-fold.ts';
import type { Operation, OperationRequest, OperationResult } from './operation.ts';
import { streamAttributes } from './request.ts';

const events: EventShape = { deltas: ['transcript.text.delta'], last: ['transcript.text.done'] };

/** `audio.transcriptions.create` and `audio.translations.create`. */
const texts: readonly Operation[] = ['Transcriptions', 'Translations'].map((resource) => ({
  name: 'generate_content',
  resource: ['Audio', resource],
  method: 'create',
  deploymentInPath: true,
  isCompletion: true,
  omitsModel: true,
  request: (body): OperationRequest => ({
    attributes: {
      ...streamAttributes(body),
      [names.GEN_AI_REQUEST_TEMPERATURE]: asNumber(body['temperature']),
      [names.GEN_AI_OUTPUT_TYPE]: 'text',
    },
  }),
  result: transcriptResult,
  fold: (contentLimit) => new EventFold(events, contentLimit),
}));

/** `audio.speech.create`. It returns the raw response, which only the application reads. */
const speech: Operation = {
  name: 'generate_content',
  resource: ['Audio', 'Speech'],
  method: 'create',
  deploymentInPath: true,
  isCompletion: true,
  omitsModel: true,
  request: (body): OperationRequest => {
    const input = asText(body['input']);
    // Characters of Unicode, not UTF-16 code units.
    const characters = input === undefined ? undefined : Array.from(input).length;
    return {
      attributes: { [names.GEN_AI_OUTPUT_TYPE]: 'speech' },
      ...(characters !== undefined && { billing: { usage: { characters } } }),
    };
  },
  result: () => ({}),
  content: () => undefined,
  fold: (contentLimit) => new EventFold(events, contentLimit),
};

export const audio: readonly Operation[] = [...texts, speech];

/** `verbose_json` has the duration in seconds, by which whisper is billed. Newer models have a usage. */
function transcriptResult(response: JsonObject): OperationResult {
  const seconds = readSeconds(response['duration']);
  return {
    model: asText(response['model']),
    usage: response['usage'] ?? (seconds === undefined ? undefined : { type: 'duration', seconds }),
    error: response['error'],
  };
}

/** Older API versions have the number as text. */
function readSeconds(duration: unknown): number | undefined {
  const text = asText(duration);
  return asNumber(text === undefined ? duration : Number(text));
}

import type { JsonObject } from '../json.ts';
import type { Target } from './target.ts';
import { asArray, asObject } from '../json.ts';
import { overlay } from './overlay.ts';

/** When to ask for the usage of a stream: see the option `streamUsage`. */
export type StreamUsageMode = 'auto' | 'always' | 'never';

/** The first API version that takes the question; those before answer it with a 400. */
const FIRST_API_VERSION_WITH_INCLUDE_USAGE = '2024-09-01';

/** A request to which the question for usage was added. */
export interface IncludeUsage {
  /** The request to send in the place of the caller's. */
  readonly body: JsonObject;
  /** True once the request was written with the question in it. */
  asked: boolean;
  /** Tells, when the request is written, whether the stream is asked for; in a raw response nothing could be hidden. */
  wantsStream: () => boolean;
}

/**
 * Adds the question for usage to a request. Undefined if the request is to be left alone: not a stream, the caller
 * decided, or it is not known that the question is taken.
 */
export function askForStreamUsage(
  body: JsonObject,
  mode: StreamUsageMode,
  target: Target,
  apiVersion: string | undefined,
): IncludeUsage | undefined {
  if (mode === 'never' || body['stream'] !== true || !isPlain(body)) return undefined;
  if (!isUsageUnset(body['stream_options'])) return undefined;
  if (mode === 'auto' && !supportsIncludeUsage(body, target, apiVersion)) return undefined;
  // The client writes the body later than it is called: when the application may have changed it, or taken the response
  // as it comes.
  const stream_options = (options: unknown): unknown => {
    question.asked = body['stream'] === true && isUsageUnset(options) && question.wantsStream();
    return question.asked ? { ...(options as JsonObject | undefined), include_usage: true } : options;
  };
  const question: IncludeUsage = {
    body: overlay(body, { stream_options }),
    asked: false,
    wantsStream: () => false,
  };
  return question;
}

function isUsageUnset(options: unknown): boolean {
  return options == null || (isPlain(options) && options['include_usage'] === undefined);
}

function supportsIncludeUsage(body: JsonObject, target: Target, apiVersion: string | undefined): boolean {
  if (!target.azureHost || body['data_sources'] !== undefined) return false;
  if (apiVersion === undefined) return target.v1;
  return /^\d{4}-\d{2}-\d{2}/.test(apiVersion) ? apiVersion >= FIRST_API_VERSION_WITH_INCLUDE_USAGE : target.v1;
}

/** A copy of an object of a class, or with a `toJSON`, might not be sent as the object itself would be. */
function isPlain(value: unknown): value is JsonObject {
  const object = asObject(value);
  if (!object) return false;
  const prototype: unknown = Object.getPrototypeOf(object);
  return (prototype === Object.prototype || prototype === null) && !('toJSON' in object);
}

/** True for the chunk that answers the question: it has usage and nothing else. */
export function isUsageChunk(chunk: unknown): boolean {
  const object = asObject(chunk);
  return asArray(object?.['choices'])?.length === 0 && asObject(object?.['usage']) !== undefined;
}

/**
 * Azure puts `usage: null` on all other chunks when asked; the application, which did not ask, would not have seen it.
 * A copy, since an object from which a property was deleted is slow to read ever after; by a loop, which takes a fifth
 * of what a rest pattern does.
 */
export function withoutNullUsage(chunk: unknown): unknown {
  const object = asObject(chunk);
  if (object?.['usage'] !== null) return chunk;
  const copy: JsonObject = {};
  for (const key in object) {
    // To assign to this one would set the prototype.
    if (key === '__proto__') return withoutUsage(object);
    if (key !== 'usage') copy[key] = object[key];
  }
  return copy;
}

function withoutUsage(chunk: JsonObject): JsonObject {
  const { usage: _, ...others } = chunk;
  return others;
}

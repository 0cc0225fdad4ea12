import type { JsonObject } from '../json.ts';
import type { Method } from './types.ts';
import { asObject } from '../json.ts';

/** A class of clients: `openai` itself, or what a module or one of its subpaths exports (`OpenAI`, `AzureOpenAI`, …). */
export function findOpenAIClass(openai: unknown): object | undefined {
  const candidates = [openai, ...['OpenAI', 'default', 'AzureOpenAI'].map((name) => property(openai, name))];
  return candidates.find(
    (candidate): candidate is object => typeof candidate === 'function' && property(candidate, 'Chat') !== undefined,
  );
}

/** The prototype of clients that has `method` itself: in openai 4 that of a base class. */
export function findClientPrototype(OpenAI: object, method: string): JsonObject | undefined {
  return findMethodHolder(property(OpenAI, 'prototype'), method);
}

/** The object that has the method `method` of `object` itself: `object`, or one in the chain of its prototypes. */
export function findMethodHolder(object: unknown, method: string): JsonObject | undefined {
  for (let at = asObject(object); at; at = asObject(Object.getPrototypeOf(at))) {
    if (Object.hasOwn(at, method)) return at;
  }
  return undefined;
}

/** The prototype of a resource of clients, by the path of its class: `['Chat', 'Completions']`. */
export function findResourcePrototype(OpenAI: object, path: readonly string[]): unknown {
  return property(path.reduce<unknown>(property, OpenAI), 'prototype');
}

/** openai 4 has `runTools` in `beta.chat.completions`, a class that only an instance leads to. */
export function findRunToolsPrototype(OpenAI: object): unknown {
  const prototype = asObject(findResourcePrototype(OpenAI, ['Chat', 'Completions']));
  if (prototype?.['runTools']) return prototype;
  const Beta = property(OpenAI, 'Beta') as (new (client: object) => unknown) | undefined;
  const completions = Beta && property(property(new Beta({}), 'chat'), 'completions');
  return asObject(completions) && Object.getPrototypeOf(completions);
}

/** Puts `method` in the place of `original`, with its name and length, and not enumerable as methods of a class are. */
export function replaceMethod(prototype: JsonObject, name: string, original: Method, method: Method): void {
  for (const field of ['name', 'length'] as const) {
    Object.defineProperty(method, field, { value: original[field], configurable: true });
  }
  Object.defineProperty(prototype, name, { value: method, configurable: true, enumerable: false, writable: true });
}

function property(of: unknown, name: string): unknown {
  return (typeof of === 'object' && of !== null) || typeof of === 'function' ? (of as JsonObject)[name] : undefined;
}

import { type JsonObject, asObject } from '../json.ts';
import type { Method } from './types.ts';

const OLDEST = { major: 4, minor: 42 };
const NEWEST_MAJOR = 7;

/** The versions of `openai` that the tests run: see docs/compatibility.md. */
export const TESTED_VERSIONS: string = `>=${OLDEST.major}.${OLDEST.minor}.0 <${NEWEST_MAJOR + 1}`;

/** True if `version`, as in package.json, is within {@link TESTED_VERSIONS}. */
export function isTestedVersion(version: string | undefined): boolean {
  const [, major = 0, minor = 0] = (/^(\d+)\.(\d+)\.\d+/.exec(version ?? '') ?? []).map(Number);
  return major > OLDEST.major ? major <= NEWEST_MAJOR : major === OLDEST.major && minor >= OLDEST.minor;
}

/** Finds a class of clients: `openai` itself, or an export of a module (`OpenAI`, `AzureOpenAI`, `default`). */
export function findOpenAIClass(openai: unknown): object | undefined {
  const candidates = [openai, ...['OpenAI', 'default', 'AzureOpenAI'].map((name) => readProperty(openai, name))];
  return candidates.find(
    (candidate): candidate is object =>
      typeof candidate === 'function' && readProperty(candidate, 'Chat') !== undefined,
  );
}

/** Finds the prototype of clients that has `method` itself. In openai 4, it is the prototype of a base class. */
export function findClientPrototype(OpenAI: object, method: string): JsonObject | undefined {
  return findMethodHolder(readProperty(OpenAI, 'prototype'), method);
}

/** Finds the object that has `method` itself: `object`, or one in the chain of its prototypes. */
export function findMethodHolder(object: unknown, method: string): JsonObject | undefined {
  for (let at = asObject(object); at; at = asObject(Object.getPrototypeOf(at))) {
    if (Object.hasOwn(at, method)) return at;
  }
  return undefined;
}

/** Finds the prototype of a resource of clients, by the path of its class, such as `['Chat', 'Completions']`. */
export function findResourcePrototype(OpenAI: object, path: readonly string[]): unknown {
  return readProperty(path.reduce<unknown>(readProperty, OpenAI), 'prototype');
}

/** Finds the prototype that has `runTools`. In openai 4, it is `beta.chat.completions`, found only through an instance. */
export function findRunToolsPrototype(OpenAI: object): unknown {
  const prototype = asObject(findResourcePrototype(OpenAI, ['Chat', 'Completions']));
  if (prototype?.['runTools']) return prototype;
  const Beta = readProperty(OpenAI, 'Beta') as (new (client: object) => unknown) | undefined;
  const completions = Beta && readProperty(readProperty(new Beta({}), 'chat'), 'completions');
  return asObject(completions) && Object.getPrototypeOf(completions);
}

/** Replaces a method. The new one has the name and length of the original, and is not enumerable, like methods of a class. */
export function replaceMethod(prototype: JsonObject, name: string, original: Method, method: Method): void {
  for (const field of ['name', 'length'] as const) {
    Object.defineProperty(method, field, { value: original[field], configurable: true });
  }
  Object.defineProperty(prototype, name, { value: method, configurable: true, enumerable: false, writable: true });
}

function readProperty(value: unknown, name: string): unknown {
  const hasProperties = (typeof value === 'object' && value !== null) || typeof value === 'function';
  return hasProperties ? (value as JsonObject)[name] : undefined;
}

/**
 * Returns an object that exists once in a process, even if several copies of this package are loaded: Next.js bundles one
 * copy for each part of an application, and a development server evaluates them again. Its shape must not change between
 * versions, since another copy may be of another version.
 *
 * @param create makes the object if no copy has made it yet
 */
export function processWide<T extends object>(name: string, create: () => T): T {
  const globals = globalThis as { [key: symbol]: T | undefined };
  return (globals[Symbol.for(processWideKey(name))] ??= create());
}

/** Returns the key of the object's symbol in `globalThis`. */
export function processWideKey(name: string): string {
  return `opentelemetry-instrumentation-azure-openai.${name}`;
}

/** The size limit of {@link remember}, in entries. */
export const MAX_REMEMBERED = 10_000;

/** Adds an entry to a process-wide map, and removes the oldest entry of a full one, so that its memory stays bounded. */
export function remember<V>(memory: Map<string, V>, key: string, value: V): void {
  memory.set(key, value);
  if (memory.size > MAX_REMEMBERED) memory.delete(memory.keys().next().value!);
}

/** The providers that are registered with `@opentelemetry/api`, and its version. */
export interface RegisteredApi {
  readonly version?: string;
  readonly trace?: unknown;
  readonly diag?: { warn(...args: unknown[]): void };
}

/** Reads the global in which `@opentelemetry/api` registers providers, for all copies of its major version. */
export function readRegisteredApi(): RegisteredApi {
  return (globalThis as { [key: symbol]: RegisteredApi | undefined })[Symbol.for('opentelemetry.js.api.1')] ?? {};
}

/** Describes an SDK that is registered with a version of `@opentelemetry/api` that the installed one cannot use. */
export function describeUnusableSdk(): string {
  const { version } = readRegisteredApi();
  return (
    `an SDK is registered with @opentelemetry/api ${version}, which the installed version cannot use, so nothing is ` +
    `recorded. Run:\n  npm install @opentelemetry/api@${version}`
  );
}

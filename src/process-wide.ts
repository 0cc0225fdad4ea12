/**
 * Something of which a process has one, though it may have several copies of this package: Next.js bundles one for each
 * part of an application, and a development server evaluates them again. A copy of another version has to understand it.
 *
 * @param create makes it if no copy has yet
 */
export function processWide<T extends object>(name: string, create: () => T): T {
  const globals = globalThis as { [key: symbol]: T | undefined };
  return (globals[Symbol.for(processWideKey(name))] ??= create());
}

/** The key of its symbol in `globalThis`. */
export function processWideKey(name: string): string {
  return `opentelemetry-instrumentation-azure-openai.${name}`;
}

/** The providers that are registered with `@opentelemetry/api`, and its version. */
export interface RegisteredApi {
  readonly version?: string;
  readonly trace?: unknown;
  readonly diag?: unknown;
}

/** The API keeps it in a global of this name, for all copies of its major version. */
export function registeredApi(): RegisteredApi {
  return (globalThis as { [key: symbol]: RegisteredApi | undefined })[Symbol.for('opentelemetry.js.api.1')] ?? {};
}

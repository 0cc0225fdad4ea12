import { readFileSync } from 'node:fs';
import { processWide, processWideKey } from '../process-wide.ts';

/** A class `OpenAI`, or a class of sockets, that the application has loaded. */
export interface LoadedClient {
  /** The class of the client, from which `AzureOpenAI` is derived, or that of a socket. */
  readonly OpenAI: unknown;
  /** Version of its `openai` package. */
  readonly version: string | undefined;
}

type Listener = (client: LoadedClient) => void;

/** The classes that the module hook found, and the instrumentations that want to know of them. */
class LoadedClients {
  /** True once the module hook is registered. */
  hooked = false;
  /** True once the hooks of the other instrumentations are registered. */
  companionsHooked = false;
  readonly #clients: LoadedClient[] = [];
  readonly #listeners = new Set<Listener>();

  /** Called from the source of `openai`, at the end of the module that defines the class. Never throws into it. */
  announce(OpenAI: unknown, version?: string): void {
    const client = { OpenAI, version };
    this.#clients.push(client);
    for (const listener of this.#listeners) notify(listener, client);
  }

  /** Calls `listener` for each class that is loaded already and for each that will be. */
  subscribe(listener: Listener): void {
    this.#listeners.add(listener);
    for (const client of this.#clients) notify(listener, client);
  }
}

function notify(listener: Listener, client: LoadedClient): void {
  try {
    listener(client);
  } catch {
    // An instrumentation that fails must not fail the application's import.
  }
}

/** Name of the registry, which the source of `openai` announces to. */
const REGISTRY = 'loaded-clients';

/** The registry of this process. */
export function loadedClients(): LoadedClients {
  return processWide(REGISTRY, () => new LoadedClients());
}

/** The statement to append to the module that defines the class, so that it announces the class. */
export function buildAnnouncement(className: string, version: string | undefined): string {
  const args = [className, ...(version === undefined ? [] : [JSON.stringify(version)])].join(', ');
  return `\n;globalThis[Symbol.for(${JSON.stringify(processWideKey(REGISTRY))})]?.announce(${args});\n`;
}

/** Name and version of the package whose folder has the file. */
export function readPackage(file: URL | string): { name?: string; version?: string } {
  try {
    return JSON.parse(readFileSync(new URL('package.json', file), 'utf8')) as { name?: string; version?: string };
  } catch {
    return {};
  }
}

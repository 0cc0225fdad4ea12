import { readFileSync } from 'node:fs';
import { processWide, processWideKey } from '../process-wide.ts';

/** A class of clients or sockets that the application has loaded. */
export interface LoadedClient {
  /** The class of clients from which `AzureOpenAI` is derived, or a class of sockets. */
  readonly OpenAI: unknown;
  /** The version of its `openai` package. */
  readonly version: string | undefined;
}

type Listener = (client: LoadedClient) => void;

/** The classes that the module hook has found, and the instrumentations that observe them. */
class LoadedClients {
  /** True once the module hook is registered. */
  hooked = false;
  /** True once the hooks of the other instrumentations are registered. */
  companionsHooked = false;
  readonly #clients: LoadedClient[] = [];
  readonly #listeners = new Set<Listener>();

  /** Called from the source of `openai`, at the end of the module that defines the class. Never throws. */
  announce(OpenAI: unknown, version?: string): void {
    const client = { OpenAI, version };
    this.#clients.push(client);
    for (const listener of this.#listeners) notify(listener, client);
  }

  /** Calls `listener` for each class that is loaded already, and for each one that is loaded later. */
  subscribe(listener: Listener): void {
    this.#listeners.add(listener);
    for (const client of this.#clients) notify(listener, client);
  }
}

function notify(listener: Listener, client: LoadedClient): void {
  try {
    listener(client);
  } catch {
    // An error of an instrumentation must not reach the application's import.
  }
}

/** The name of the process-wide registry, to which the modules of `openai` announce their classes. */
const REGISTRY = 'loaded-clients';

export function getLoadedClients(): LoadedClients {
  return processWide(REGISTRY, () => new LoadedClients());
}

/** Returns the statement to append to a module so that it announces its class. */
export function buildAnnouncement(className: string, version: string | undefined): string {
  const args = [className, ...(version === undefined ? [] : [JSON.stringify(version)])].join(', ');
  return `\n;globalThis[Symbol.for(${JSON.stringify(processWideKey(REGISTRY))})]?.announce(${args});\n`;
}

/** Reads the name and version of the package that has the file at its top. */
export function readPackage(file: URL | string): { name?: string; version?: string } {
  try {
    return JSON.parse(readFileSync(new URL('package.json', file), 'utf8')) as { name?: string; version?: string };
  } catch {
    return {};
  }
}

import { createRequire } from 'node:module';
import { extname, isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as util from 'node:util';
import { readPackage } from './loaded-clients.ts';

/** The modules of `openai` that define classes of sockets. A path that ends with another path comes before it. */
export const SOCKET_MODULES: readonly string[] = [
  'resources/responses/ws',
  'resources/beta/responses/ws',
  'beta/realtime/ws',
  'beta/realtime/websocket',
  'realtime/ws',
  'realtime/websocket',
];

/** The modules that define their base classes. Loading them loads nothing that `openai` itself does not need. */
const BASE_MODULES: readonly string[] = [
  'resources/responses/ws-base',
  'resources/responses/internal-base',
  'resources/beta/responses/ws-base',
  'resources/beta/responses/internal-base',
  'realtime/internal-base',
  'beta/realtime/internal-base',
];

type Prototype = Record<string, unknown>;

/** Finds the prototypes of classes of sockets, or of their base classes. Takes such a class or the exports of a module. */
export function findSocketPrototypes(exported: unknown): Prototype[] {
  const candidates = typeof exported === 'object' && exported !== null ? Object.values(exported) : [exported];
  return candidates
    .map((candidate) =>
      typeof candidate === 'function' ? (candidate as { prototype?: Prototype }).prototype : undefined,
    )
    .filter((prototype) => typeof prototype?.['_emit'] === 'function' && typeof prototype['_onError'] === 'function')
    .map((prototype) => prototype!);
}

/**
 * Finds the prototypes of the base classes of sockets in the package that defines a class of clients, for modules that no
 * hook has seen. Returns none if the package is bundled with the application.
 */
export function findLoadedSockets(OpenAI: object): Prototype[] {
  try {
    const client = findClientFile(OpenAI);
    if (client === undefined) return [];
    const require = createRequire(client);
    return BASE_MODULES.flatMap((module) => {
      try {
        return findSocketPrototypes(require(`./${module}${extname(client)}`));
      } catch {
        // Not in this version.
        return [];
      }
    });
  } catch {
    return [];
  }
}

/** Finds the URL of the file that defines a class of clients, from the stack of its constructor when it reads an option. */
function findClientFile(OpenAI: object): string | undefined {
  let callers: string[] = [];
  const options = {
    get baseURL(): never {
      // Without source maps, which name the file that was compiled.
      callers = util.getCallSites(8, { sourceMap: false }).map(({ scriptName }) => scriptName);
      throw new Error('the constructor has been found');
    },
  };
  try {
    // The class of the package, not one that the application derived from it, whose constructor may do anything.
    const own = (OpenAI as { OpenAI?: unknown }).OpenAI ?? OpenAI;
    // A mock is not called: it would count the call.
    if (!/^class\b/.test(Function.prototype.toString.call(own))) return undefined;
    Reflect.construct(own as new (options: object) => unknown, [options]);
  } catch {
    // The getter throws, so that no client is constructed.
  }
  return callers
    .map((script) => (isAbsolute(script) ? pathToFileURL(script).href : script))
    .filter((url) => /^file:.*\/(?:index|client|azure)\.m?js$/.test(url))
    .find((url) => readPackage(url).name === 'openai');
}

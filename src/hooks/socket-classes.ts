import { createRequire } from 'node:module';
import { extname, isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as util from 'node:util';
import { readPackage } from './loaded-clients.ts';

/** The modules of `openai` that define classes of sockets; one that ends as another does comes before it. */
export const SOCKET_MODULES: readonly string[] = [
  'resources/responses/ws',
  'resources/beta/responses/ws',
  'beta/realtime/ws',
  'beta/realtime/websocket',
  'realtime/ws',
  'realtime/websocket',
];

/** The modules that define what those classes are derived from, which load nothing that `openai` itself does not need. */
const BASE_MODULES: readonly string[] = [
  'resources/responses/ws-base',
  'resources/responses/internal-base',
  'resources/beta/responses/ws-base',
  'resources/beta/responses/internal-base',
  'realtime/internal-base',
  'beta/realtime/internal-base',
];

type Prototype = Record<string, unknown>;

/** The prototypes of the classes of sockets that `exported` is or exports, or that theirs are derived from. */
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
 * The prototypes of the classes of sockets that belong to a class of clients, though no hook saw their modules: in the
 * package that defines it. None if that is bundled with the application.
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

/** URL of the file that defines a class of clients: its constructor reads the options that it is given. */
function findClientFile(OpenAI: object): string | undefined {
  let callers: string[] = [];
  const options = {
    get baseURL(): never {
      // Not by a source map: it names the file that was compiled.
      callers = util.getCallSites(8, { sourceMap: false }).map(({ scriptName }) => scriptName);
      throw new Error('the constructor has been seen');
    },
  };
  try {
    // Not a class that the application derived from it, whose constructor may do anything.
    const own = (OpenAI as { OpenAI?: unknown }).OpenAI ?? OpenAI;
    // Nor a mock, which counts its calls.
    if (!/^class\b/.test(Function.prototype.toString.call(own))) return undefined;
    Reflect.construct(own as new (options: object) => unknown, [options]);
  } catch {
    // As intended.
  }
  return callers
    .map((script) => (isAbsolute(script) ? pathToFileURL(script).href : script))
    .filter((url) => /^file:.*\/(?:index|client|azure)\.m?js$/.test(url))
    .find((url) => readPackage(url).name === 'openai');
}

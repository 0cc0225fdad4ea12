// A namespace, since older versions of Node.js lack some of its names: a missing one would fail the import itself.
import * as nodeModule from 'node:module';
import { diag } from '@opentelemetry/api';
import { observeOpenAI } from './load-openai.ts';
import { loadedClients } from './loaded-clients.ts';

/**
 * Lets this instrumentation see the class of each `openai` that is imported as an ES module from now on. (CommonJS needs
 * no preparation.) Calling it again has no effect.
 *
 * @returns false if the hook cannot run in this thread
 */
export function hookOpenAI(): boolean {
  const clients = loadedClients();
  if (clients.hooked) return true;
  if (!supportsHooksInThread()) return false;
  try {
    nodeModule.registerHooks({ load: (url, context, nextLoad) => observeOpenAI(url, nextLoad(url, context)) });
    clients.hooked = true;
  } catch (error) {
    // Jest has module loaders of its own, and refuses.
    diag.debug('azure-openai: no module hook can be registered here', error);
  }
  return clients.hooked;
}

/**
 * True where a `load` hook in the application's thread may pass CommonJS modules on: before, Node.js refuses them.
 *
 * @see https://github.com/nodejs/node/pull/59929
 */
function supportsHooksInThread(): boolean {
  const [major = 0, minor = 0, patch = 0] = process.versions.node.split('.').map(Number);
  const since: Readonly<Record<number, readonly [minor: number, patch: number]>> = { 22: [22, 3], 24: [11, 1] };
  const [sinceMinor, sincePatch] = since[major] ?? (major > 24 ? [1, 0] : [Infinity, 0]);
  if (typeof nodeModule.registerHooks !== 'function') return false;
  return major > 25 || minor > sinceMinor || (minor === sinceMinor && patch >= sincePatch);
}

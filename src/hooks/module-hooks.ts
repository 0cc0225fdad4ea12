// A namespace import: older versions of Node.js lack some of its names, and a missing named import would throw.
import * as nodeModule from 'node:module';
import { pathToFileURL } from 'node:url';
import { log } from '../log.ts';
import { observeOpenAI } from './load-openai.ts';
import { getLoadedClients } from './loaded-clients.ts';
import { resolveOptional } from './optional-package.ts';

/**
 * Registers the module hook in this thread, so that the instrumentation sees each `openai` that is imported as an ES
 * module from now on. CommonJS needs no hook. Calling it again has no effect.
 *
 * @returns false if the hook cannot run in this thread
 */
export function hookOpenAI(): boolean {
  const clients = getLoadedClients();
  if (clients.hooked) return true;
  if (!supportsHooksInThread()) return false;
  try {
    nodeModule.registerHooks({ load: (url, context, nextLoad) => observeOpenAI(url, nextLoad(url, context)) });
    clients.hooked = true;
  } catch (error) {
    // Jest has its own module loader and throws.
    log.debug('no module hook can be registered here', error);
  }
  return clients.hooked;
}

/**
 * True if a `load` hook in the application's thread may return CommonJS modules, which earlier versions reject.
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

/** Registers the module hook in this thread, or in a thread of its own if this one does not support it. */
export function hookOpenAIAnywhere(): void {
  if (hookOpenAI() || isPlugAndPlay()) return;
  getLoadedClients().hooked = true;
  const { resolve } = nodeModule.createRequire(import.meta.url);
  const packageFile = pathToFileURL(resolve('opentelemetry-instrumentation-azure-openai/package.json'));
  nodeModule.register(new URL('dist/load-openai.js', packageFile));
}

/** With Plug'n'Play, a hook thread cannot resolve packages, which would end the process. CommonJS works without it. */
function isPlugAndPlay(): boolean {
  return process.versions['pnp'] !== undefined;
}

/** The ES modules that the companion instrumentations have to see. Hooking all modules would slow down each import. */
const COMPANION_MODULES: Readonly<Record<string, readonly string[]>> = {
  '@opentelemetry/instrumentation-http': ['http', 'https'],
  '@opentelemetry/instrumentation-express': ['express'],
};

/**
 * Registers the hooks of the instrumentations of HTTP and Express, if they are installed, so that they see ES modules.
 * Each needs the hooks of its own copy of import-in-the-middle.
 */
export function hookCompanions(): void {
  const clients = getLoadedClients();
  if (clients.companionsHooked) return;
  clients.companionsHooked = true;
  const copies = new Map<string, { instrumentation: string; include: string[] }>();
  for (const [packageName, include] of Object.entries(COMPANION_MODULES)) {
    const companion = resolveOptional(packageName);
    if (companion === undefined) continue;
    const instrumentation = nodeModule.createRequire(companion).resolve('@opentelemetry/instrumentation');
    const copy = nodeModule.createRequire(instrumentation).resolve('import-in-the-middle');
    copies.set(copy, { instrumentation, include: [...(copies.get(copy)?.include ?? []), ...include] });
  }
  for (const [copy, { instrumentation, include }] of copies) registerImportInTheMiddle(copy, instrumentation, include);
}

interface SynchronousHooks {
  supportsSyncHooks(): boolean;
  register(options: { include: string[] }): void;
}

function registerImportInTheMiddle(copy: string, instrumentation: string, include: string[]): void {
  const hooks = requireSynchronousHooks(copy);
  if (hooks?.supportsSyncHooks()) {
    hooks.register({ include });
  } else if (!isPlugAndPlay()) {
    const parent = pathToFileURL(instrumentation);
    nodeModule.register('@opentelemetry/instrumentation/hook.mjs', parent, { data: { include } });
  }
}

/** Returns undefined for an import-in-the-middle before version 3, which has no synchronous hooks. */
function requireSynchronousHooks(copy: string): SynchronousHooks | undefined {
  try {
    // A relative path, so that a missing file is not found in another copy in a parent folder.
    return nodeModule.createRequire(copy)('./register-hooks.mjs') as SynchronousHooks;
  } catch {
    return undefined;
  }
}

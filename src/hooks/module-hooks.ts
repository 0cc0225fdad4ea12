// A namespace, since older versions of Node.js lack some of its names: a missing one would fail the import itself.
import * as nodeModule from 'node:module';
import { pathToFileURL } from 'node:url';
import { hookOpenAI } from './hook-openai.ts';
import { loadedClients } from './loaded-clients.ts';
import { resolveOptional } from './optional-package.ts';

/** ES modules that the instrumentations beside ours need to see. Others are not touched: hooking one has its price. */
const COMPANION_MODULES: Readonly<Record<string, readonly string[]>> = {
  '@opentelemetry/instrumentation-http': ['http', 'https'],
  '@opentelemetry/instrumentation-express': ['express'],
};

/** {@link hookOpenAI}, in a thread of its own where it has to be. */
export function hookOpenAIAnywhere(): void {
  if (hookOpenAI() || isPlugAndPlay()) return;
  loadedClients().hooked = true;
  const { resolve } = nodeModule.createRequire(import.meta.url);
  const packageFile = pathToFileURL(resolve('opentelemetry-instrumentation-azure-openai/package.json'));
  nodeModule.register(new URL('dist/load-openai.js', packageFile));
}

/** A thread of hooks cannot resolve anything there, which would end the process. Modules that are required need none. */
function isPlugAndPlay(): boolean {
  return process.versions['pnp'] !== undefined;
}

/**
 * Lets the instrumentations of HTTP and Express, if they are installed, see ES modules. Each needs the hooks of the very
 * copy of import-in-the-middle that it uses.
 */
export function hookCompanions(): void {
  const clients = loadedClients();
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
  const hooks = synchronousHooks(copy);
  if (hooks?.supportsSyncHooks()) {
    hooks.register({ include });
  } else if (!isPlugAndPlay()) {
    const parent = pathToFileURL(instrumentation);
    nodeModule.register('@opentelemetry/instrumentation/hook.mjs', parent, { data: { include } });
  }
}

/** Undefined with an import-in-the-middle before 3, which has none. */
function synchronousHooks(copy: string): SynchronousHooks | undefined {
  try {
    // By the package's own folder: a file that it lacks would be searched for in other copies further up.
    return nodeModule.createRequire(copy)('./register-hooks.mjs') as SynchronousHooks;
  } catch {
    return undefined;
  }
}

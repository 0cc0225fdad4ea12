import { createRequire, register } from 'node:module';

interface RegisterHooks {
  supportsSyncHooks(): boolean;
  register(options: { include: string[] }): void;
}

/**
 * Lets instrumentations see ES modules as they are imported. (CommonJS needs no preparation.)
 *
 * The hooks must be those of the very copy of import-in-the-middle that `@opentelemetry/instrumentation` uses. Where
 * Node.js can, they run in the application's thread: `module.register()` is deprecated, and warns on Node.js 26.
 *
 * @param modules names of the modules to hook
 */
export function registerModuleHooks(modules: string[]): void {
  const require = createRequire(import.meta.url);
  const instrumentation = require.resolve('@opentelemetry/instrumentation');
  const hooks = synchronousHooks(instrumentation);
  if (hooks?.supportsSyncHooks()) hooks.register({ include: modules });
  // Where Plug'n'Play has no loader, this would end the process; modules that are required need no hooks.
  else if (!process.versions['pnp'])
    register('@opentelemetry/instrumentation/hook.mjs', import.meta.url, { data: { include: modules } });
}

/** Undefined with an import-in-the-middle before 3, which has none. */
function synchronousHooks(instrumentation: string): RegisterHooks | undefined {
  try {
    // By the package's own folder: a file that it lacks would be searched for in other copies further up.
    const itsMain = createRequire(instrumentation).resolve('import-in-the-middle');
    return createRequire(itsMain)('./register-hooks.mjs') as RegisterHooks;
  } catch {
    return undefined;
  }
}

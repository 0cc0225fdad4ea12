import { createRequire } from 'node:module';
import { join } from 'node:path';

/** The places to resolve a package from: this package, beside which its peers are installed, then the application's folder. */
const PARENTS: readonly (() => string)[] = [() => import.meta.url, () => join(process.cwd(), 'package.json')];

/** Returns the file that `require` loads for a package; undefined if it is not installed. */
export function resolveOptional(packageName: string): string | undefined {
  for (const parent of PARENTS) {
    try {
      return createRequire(parent()).resolve(packageName);
    } catch {
      // Not installed there.
    }
  }
  return undefined;
}

/**
 * Loads an optional package synchronously, so that hooks and SDK are in place before the application's first module is
 * evaluated, with `--import` and with `--require`.
 *
 * @returns undefined if it is not installed
 * @throws the error of a package that is installed but cannot be loaded
 */
export function requireOptional<T>(packageName: string): T | undefined {
  const file = resolveOptional(packageName);
  return file === undefined ? undefined : (createRequire(file)(file) as T);
}

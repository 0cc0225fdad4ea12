import { createRequire } from 'node:module';
import { join } from 'node:path';

/** From where a package is resolved: from this one, where its peers are, and then from the application's folder. */
const PARENTS: readonly (() => string)[] = [() => import.meta.url, () => join(process.cwd(), 'package.json')];

/** The file that `packageName` loads by `require`, or undefined if it is not installed. */
export function resolveOptional(packageName: string): string | undefined {
  for (const parent of PARENTS) {
    try {
      return createRequire(parent()).resolve(packageName);
    } catch {
      // Not installed where this one looks.
    }
  }
  return undefined;
}

/**
 * Loads a package that need not be installed. It is required, not imported: nothing waits, so that hooks and SDK are in
 * place when the application's first module is evaluated, whether by `--import` or `--require`.
 *
 * @returns undefined if it is not installed; one that is installed and broken throws
 */
export function requireOptional<T>(packageName: string): T | undefined {
  const file = resolveOptional(packageName);
  return file === undefined ? undefined : (createRequire(file)(file) as T);
}

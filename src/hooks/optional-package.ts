import { createRequire } from 'node:module';
import { join } from 'node:path';

/** Resolution from this package, where its peers are, and then from the application's folder. */
const REQUIRES: readonly NodeJS.Require[] = [import.meta.url, join(process.cwd(), 'package.json')].map((from) =>
  createRequire(from),
);

/** The file that `packageName` loads by `require`, or undefined if it is not installed. */
export function resolveOptional(packageName: string): string | undefined {
  for (const require of REQUIRES) {
    try {
      return require.resolve(packageName);
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
  return file === undefined ? undefined : (REQUIRES[0]!(file) as T);
}

import { MissingPackageError } from './missing-package-error.ts';

/** The codes of an `import()` and of a `require`, which it is in the bundled package. */
const NOT_FOUND: ReadonlySet<unknown> = new Set(['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND']);

/**
 * Loads an optional peer dependency when it is needed.
 *
 * @param name the package's name, as `npm install` takes it
 * @param load `() => import('…')` with the same name written out, which types and bundlers can follow
 * @throws MissingPackageError if the package is not installed; whatever an installed one throws passes through
 */
export async function importOptional<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    if (isMissing(name, error)) throw new MissingPackageError([name], { cause: error });
    throw error;
  }
}

/** A package that is there, but misses one of its own, is broken and not missing: its error names the other one. */
function isMissing(name: string, error: unknown): boolean {
  const { code, message } = error as NodeJS.ErrnoException;
  // Plug'n'Play names it without quotes.
  return NOT_FOUND.has(code) && [`'${name}'`, ` ${name} `].some((named) => message.includes(named));
}

/** Thrown if an optional peer dependency is needed and not installed. */
export class MissingPackageError extends Error {
  override readonly name = 'MissingPackageError';
  readonly packages: readonly string[];

  constructor(packages: readonly string[], options?: ErrorOptions) {
    const which = packages.length === 1 ? `${packages[0]} is` : `${packages.join(' and ')} are`;
    super(`${which} not installed. Run:\n  npm install ${packages.join(' ')}`, options);
    this.packages = packages;
  }
}

/** Error codes of `import()`, and of the `require` that replaces it in the bundle. */
const NOT_FOUND: ReadonlySet<unknown> = new Set(['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND']);

/**
 * Loads an optional peer dependency.
 *
 * @param name name of the package, as `npm install` takes it
 * @param load `() => import('…')` with the same name, so that types and bundlers can follow it
 * @throws MissingPackageError if the package is not installed; the error of an installed package as it is
 */
export async function importOptional<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    if (isMissing(name, error)) throw new MissingPackageError([name], { cause: error });
    throw error;
  }
}

/** The error of an installed package that lacks one of its own dependencies names the dependency. */
function isMissing(name: string, error: unknown): boolean {
  const { code, message } = error as NodeJS.ErrnoException;
  // Yarn Plug'n'Play writes the name without quotes.
  return NOT_FOUND.has(code) && [`'${name}'`, ` ${name} `].some((named) => message.includes(named));
}

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

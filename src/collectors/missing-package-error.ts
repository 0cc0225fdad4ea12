/** Thrown when something is used that needs an optional peer dependency which is not installed. */
export class MissingPackageError extends Error {
  override readonly name = 'MissingPackageError';
  readonly packages: readonly string[];

  constructor(packages: readonly string[], options?: ErrorOptions) {
    const which = packages.length === 1 ? `${packages[0]} is` : `${packages.join(' and ')} are`;
    super(`${which} not installed. Run:\n  npm install ${packages.join(' ')}`, options);
    this.packages = packages;
  }
}

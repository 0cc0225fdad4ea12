/** Thrown when the settings of an app registration are not complete. */
export class InvalidCredentialError extends Error {
  override readonly name = 'InvalidCredentialError';
  /** Names of the missing settings, such as `client_secret`. */
  readonly missing: readonly string[];

  constructor(missing: readonly string[], options?: ErrorOptions) {
    super(
      `auth_type client_secret needs ${missing.join(', ')}: in the Azure portal, Microsoft Entra ID > App registrations ` +
        `> your app has "Directory (tenant) ID" and "Application (client) ID" on its overview, and the secret's value ` +
        `under "Certificates & secrets"`,
      options,
    );
    this.missing = missing;
  }
}

import { MissingPackageError } from '../missing-package-error.ts';
import { isRefusedCredential, serviceFailure } from './errors.ts';

/** Thrown when Microsoft Entra ID gives no token: no waiting mends it. */
export class RefusedCredentialError extends Error {
  override readonly name = 'RefusedCredentialError';

  constructor(problem: string, options?: ErrorOptions) {
    super(
      `Microsoft Entra ID gives no token to read metrics with: ${problem}. Check tenant_id, client_id and ` +
        `client_secret (the secret's value, not its id; it may have expired), or the managed identity`,
      options,
    );
  }
}

/** @throws where `error` is nothing that waiting mends: refused credentials, a package that is not installed */
export function rethrowFatal(error: unknown): void {
  if (error instanceof MissingPackageError) throw error;
  if (!isRefusedCredential(error)) return;
  throw new RefusedCredentialError(serviceFailure(error, Date.now()).message, { cause: error });
}
